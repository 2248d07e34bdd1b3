import { SpanStatusCode, trace } from '@opentelemetry/api';
import { Tracer } from 'otel-powertools/tracer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { metadataOf, type RecordedTelemetry, registerTelemetry, unregisterTelemetry } from './telemetry.js';

let telemetry: RecordedTelemetry;
beforeAll(() => {
  telemetry = registerTelemetry();
});
beforeEach(() => {
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs22.x');
  telemetry.exporter.reset();
});
afterEach(() => vi.unstubAllEnvs());
afterAll(unregisterTelemetry);

describe('captureMethod round a function', () => {
  it('leaves a synchronous function synchronous', () => {
    const tracer = new Tracer({ serviceName: 'orders' });
    const add = tracer.captureMethod(function add(a: number, b: number) {
      return a + b;
    });
    expect(add(1, 2)).toBe(3);
    expect(add.name).toBe('add');
    expect(add.length).toBe(2);
    expect(metadataOf(telemetry.span('### add'), 'orders')).toEqual({ 'add response': 3 });
  });

  it('ends the span of an asynchronous function before its caller goes on', async () => {
    const tracer = new Tracer();
    const wait = tracer.captureMethod(async function wait() {
      await new Promise((resolve) => setTimeout(resolve, 5));
      tracer.putAnnotation('inside', true);
      return 'done';
    });
    const pending = wait();
    expect(telemetry.spans()).toHaveLength(0);
    expect(await pending).toBe('done');
    expect(telemetry.span('### wait').attributes).toMatchObject({ inside: true, 'aws.xray.annotations': ['inside'] });
    expect(trace.getActiveSpan()).toBeUndefined();
  });

  it.each([
    [
      'thrown',
      () => {
        throw new RangeError('too far');
      },
    ],
    [
      'rejected',
      async () => {
        throw new RangeError('too far');
      },
    ],
  ])('records an error that is %s, and hands the very error on', async (_how, fails) => {
    const tracer = new Tracer();
    await expect(async () => tracer.captureMethod(fails, { subSegmentName: 'fails' })()).rejects.toThrow(
      new RangeError('too far'),
    );
    const span = telemetry.span('fails');
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'too far' });
    expect(span.events.map((event) => event.attributes?.['exception.type'])).toEqual(['RangeError']);
  });
});
