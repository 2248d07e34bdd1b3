import middy from '@middy/core';
import { configure } from 'otel-powertools';
import { Tracer } from 'otel-powertools/tracer';
import { captureLambdaHandler } from 'otel-powertools/tracer/middleware';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { lambdaContext } from './lambda-context.js';
import { unregisterTelemetry } from './telemetry.js';

interface ExportedSpan {
  readonly name: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}

const exported: string[] = [];
/** An exporter as anybody may write one: here it only takes note. */
const exporter = {
  export(spans: readonly ExportedSpan[], done: (result: { code: number }) => void) {
    exported.push(...spans.map(({ name, attributes }) => `${name} ${attributes['error.type'] ?? 'ok'}`));
    done({ code: 0 });
  },
  shutdown: async () => {},
};

beforeAll(() => {
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs22.x');
  vi.stubEnv('_HANDLER', 'index.handler');
  configure({ traces: exporter });
});
beforeEach(() => {
  exported.length = 0;
});
afterAll(() => {
  vi.unstubAllEnvs();
  unregisterTelemetry();
});

const pause = (millis: number) => new Promise((resolve) => setTimeout(resolve, millis));

const decorated = (tracer: Tracer, work: () => Promise<unknown>) => {
  const descriptor = { value: work as (event: unknown, context: unknown) => Promise<unknown> };
  tracer.captureLambdaHandler()({}, 'handler', descriptor);
  return descriptor.value;
};

describe.each([
  ['the decorator', decorated],
  ['middy', (tracer: Tracer, work: () => Promise<unknown>) => middy(work).use(captureLambdaHandler(tracer))],
])('a handler captured by %s alone', (_way, captured) => {
  let tracer: Tracer;
  let step: (millis: number) => Promise<void>;
  beforeAll(() => {
    tracer = new Tracer({ captureHTTPsRequests: false });
    step = tracer.captureMethod(async function step(millis: number) {
      await pause(millis);
    });
  });

  it('has handed its spans over when it answers', async () => {
    await captured(tracer, () => step(1))({}, lambdaContext() as never);
    expect(exported).toEqual(['### step ok', '## index.handler ok']);
  });

  it('has handed its spans over when it fails', async () => {
    const fails = captured(tracer, async () => {
      throw new RangeError('too far');
    });
    await expect(fails({}, lambdaContext() as never)).rejects.toThrow('too far');
    expect(exported).toEqual(['## index.handler RangeError']);
  });

  it('hands what still runs over before its time is up', async () => {
    const hurried = { ...lambdaContext(), getRemainingTimeInMillis: () => 100 };
    const answer = captured(tracer, () => step(300))({}, hurried as never).catch(() => {});
    await vi.waitFor(() => expect(exported).toHaveLength(2), 10_000);
    expect(exported.toSorted()).toEqual(['## index.handler timeout', '### step timeout']);
    await answer;
  });
});
