import { type DiagLogger, DiagLogLevel, diag, trace } from '@opentelemetry/api';
import { BasicTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { type LambdaContext, withPowertools } from 'otel-powertools';
import { Tracer } from 'otel-powertools/tracer';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { lambdaContext } from '../support/lambda.js';

/** A processor of somebody else, with a defect. */
class Throwing implements SpanProcessor {
  at: 'onStart' | 'onEnd' | undefined;

  onStart(): void {
    if (this.at === 'onStart') throw new Error('the processor threw in onStart');
  }

  onEnd(): void {
    if (this.at === 'onEnd') throw new Error('the processor threw in onEnd');
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

type Handler = (event: unknown, context: LambdaContext) => Promise<unknown>;

const captured = (handler: Handler): Handler => {
  const descriptor = { value: handler };
  new Tracer({ captureHTTPsRequests: false }).captureLambdaHandler()({}, 'handler', descriptor);
  return descriptor.value;
};

describe("a span processor of somebody else's provider that throws", () => {
  const processor = new Throwing();
  const reports: string[] = [];

  beforeAll(() => {
    vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs24.x');
    const report = (...parts: unknown[]): void => void reports.push(parts.join(' '));
    const ignore = (): void => {};
    const logger: DiagLogger = { error: report, warn: ignore, info: ignore, debug: ignore, verbose: ignore };
    diag.setLogger(logger, DiagLogLevel.ERROR);
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [processor] }));
  });

  afterAll(() => vi.unstubAllEnvs());

  describe.each([
    ['withPowertools', (handler: Handler): Handler => withPowertools(handler)],
    ['the Tracer alone', captured],
  ])('under %s', (_wrapper, wrap) => {
    it.each([
      ['onStart', /could not be started.*threw in onStart/],
      ['onEnd', /could not be ended.*threw in onEnd/],
    ] as const)('in %s is reported, and changes neither answer nor error', async (at, message) => {
      processor.at = at;
      reports.length = 0;
      await expect(wrap(async () => 'answer')({}, lambdaContext())).resolves.toBe('answer');
      expect(reports).toEqual([expect.stringMatching(message)]);

      const failure = new RangeError('of the handler');
      const failing = wrap(async () => {
        throw failure;
      });
      await expect(failing({}, lambdaContext())).rejects.toBe(failure);
    });
  });
});
