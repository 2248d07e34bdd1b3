import { context, DiagLogLevel, diag, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { Tracer } from 'otel-powertools/tracer';
import { captureLambdaHandler } from 'otel-powertools/tracer/middleware';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { readTracerSettings } from '../../src/tracer/options.js';
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

const inSpan = (work: () => void) => {
  trace.getTracer('test').startActiveSpan('handler', (span) => {
    work();
    span.end();
  });
  return telemetry.span('handler');
};

const lambda = { AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' };
const config = (values: object) => ({ customConfigService: values });

describe('the settings of a Tracer', () => {
  it.each([
    [{}, lambda, true],
    [{}, {}, false],
    [{ enabled: true }, {}, false],
    [{}, { AWS_EXECUTION_ENV: ' ' }, false],
    [{}, { AWS_EXECUTION_ENV: 'AWS_Lambda_amplify-mock' }, false],
    [{}, { ...lambda, AWS_SAM_LOCAL: 'true' }, false],
    [{}, { ...lambda, AWS_SAM_LOCAL: 'false' }, false],
    [{}, { ...lambda, AWS_SAM_LOCAL: ' ' }, true],
    [{ enabled: false }, lambda, false],
    [{ enabled: true }, { ...lambda, POWERTOOLS_TRACE_ENABLED: 'false' }, false],
    [{}, { ...lambda, POWERTOOLS_TRACE_ENABLED: ' False ' }, false],
    [{}, { ...lambda, POWERTOOLS_TRACE_ENABLED: '0' }, true],
    [config({ getTracingEnabled: () => 'FALSE' }), lambda, false],
    [config({ getTracingEnabled: () => undefined }), lambda, true],
  ])('with options %j and environment %j: enabled is %s', (options, env, enabled) => {
    expect(readTracerSettings(options, env).enabled).toBe(enabled);
  });

  it.each([
    ['captureHttpRequests', 'POWERTOOLS_TRACER_CAPTURE_HTTPS_REQUESTS', 'getCaptureHTTPsRequests'],
    ['captureResponse', 'POWERTOOLS_TRACER_CAPTURE_RESPONSE', 'getTracingCaptureResponse'],
    ['captureError', 'POWERTOOLS_TRACER_CAPTURE_ERROR', 'getTracingCaptureError'],
  ] as const)('has %s on unless %s or the configuration service says false', (setting, variable, method) => {
    expect(readTracerSettings({}, {})[setting]).toBe(true);
    expect(readTracerSettings({}, { [variable]: 'no' })[setting]).toBe(true);
    expect(readTracerSettings({}, { [variable]: 'false' })[setting]).toBe(false);
    expect(readTracerSettings(config({ [method]: () => 'false' }), { [variable]: 'true' })[setting]).toBe(false);
  });

  it.each([
    [{}, {}, 'service_undefined'],
    [{}, { POWERTOOLS_SERVICE_NAME: ' orders ' }, 'orders'],
    [{}, { OTEL_SERVICE_NAME: 'orders' }, 'orders'],
    [config({ getServiceName: () => 'configured' }), { POWERTOOLS_SERVICE_NAME: 'orders' }, 'configured'],
    [{ serviceName: 'mine', ...config({ getServiceName: () => 'configured' }) }, {}, 'mine'],
    [{ serviceName: ' ' }, { POWERTOOLS_SERVICE_NAME: 'orders' }, 'orders'],
  ])('with options %j and environment %j: the service is %s', (options, env, serviceName) => {
    expect(readTracerSettings(options, env).service()).toBe(serviceName);
  });
});

describe('putAnnotation', () => {
  it('sets an attribute and has X-Ray index it', () => {
    const tracer = new Tracer();
    const span = inSpan(() => {
      tracer.putAnnotation('order', 'o-1');
      tracer.putAnnotation('total', 12.5);
      tracer.putAnnotation('order', 'o-2');
    });
    expect(span.attributes).toEqual({ order: 'o-2', total: 12.5, 'aws.xray.annotations': ['order', 'total'] });
  });

  it('keeps the keys that the span has named itself', () => {
    const tracer = new Tracer();
    const span = inSpan(() => {
      trace.getActiveSpan()?.setAttributes({ own: 1, 'aws.xray.annotations': ['own'] });
      tracer.putAnnotation('order', 'o-1');
    });
    expect(span.attributes['aws.xray.annotations']).toEqual(['own', 'order']);
  });

  it.each([[Number.NaN], [undefined], [null], [{}], [10n], [Symbol('s')]])('leaves %o out', (value) => {
    const tracer = new Tracer();
    // As a caller without types would.
    const span = inSpan(() => Reflect.apply(tracer.putAnnotation, tracer, ['key', value]));
    expect(span.attributes).toEqual({});
  });

  it('indexes no more keys than X-Ray does, and keeps the rest as attributes', () => {
    const tracer = new Tracer();
    const span = inSpan(() => {
      for (let index = 0; index < 60; index += 1) tracer.putAnnotation(`key${index}`, index);
    });
    expect(span.attributes['aws.xray.annotations']).toHaveLength(50);
    expect(span.attributes.key59).toBe(59);
  });

  it('names a key once, however often it is put', () => {
    const tracer = new Tracer();
    inSpan(() => {
      const span = trace.getActiveSpan();
      if (!span) throw new Error('no span');
      const set = vi.spyOn(span, 'setAttribute');
      for (let put = 0; put < 5; put += 1) tracer.putAnnotation('order', put);
      expect(set.mock.calls.filter(([key]) => key === 'aws.xray.annotations')).toHaveLength(1);
      expect(set).toHaveBeenLastCalledWith('order', 4);
    });
  });

  it('gives an annotation of the name __proto__ no meaning', () => {
    const tracer = new Tracer();
    inSpan(() => tracer.putAnnotation('__proto__', 'x'));
    expect(Object.prototype).not.toHaveProperty('x');
    expect({} as { x?: unknown }).not.toHaveProperty('x');
  });
});

describe('putMetadata', () => {
  it('keeps values under the service name, or the namespace given', () => {
    const tracer = new Tracer({ serviceName: 'orders' });
    const span = inSpan(() => {
      tracer.putMetadata('order', { id: 1 });
      tracer.putMetadata('items', [1, 2]);
      tracer.putMetadata('order', { id: 2 });
      tracer.putMetadata('elsewhere', true, 'other');
      tracer.putMetadata('empty', 1, '');
    });
    expect(metadataOf(span, 'orders')).toEqual({ order: { id: 2 }, items: [1, 2], empty: 1 });
    expect(metadataOf(span, 'other')).toEqual({ elsewhere: true });
  });

  it('keeps what keys are called, whatever they are called', () => {
    const tracer = new Tracer({ serviceName: 'orders' });
    const span = inSpan(() => {
      for (const key of ['__proto__', 'constructor', 'a"b', '']) tracer.putMetadata(key, 1);
    });
    expect(span.attributes['aws.xray.metadata.orders']).toBe('{"__proto__":1,"constructor":1,"a\\"b":1,"":1}');
  });

  it('writes only the value that is put, also where the key is known', () => {
    const tracer = new Tracer({ serviceName: 'orders' });
    const stringify = vi.spyOn(JSON, 'stringify');
    const span = inSpan(() => {
      for (let put = 0; put < 2_000; put += 1) tracer.putMetadata(`key${put % 1_000}`, put);
    });
    const written = stringify.mock.calls.length;
    stringify.mockRestore();
    expect(written).toBeLessThanOrEqual(2 * 2_000);
    const expected = Array.from({ length: 1_000 }, (_, index) => [`key${index}`, 1_000 + index]);
    expect(metadataOf(span, 'orders')).toEqual(Object.fromEntries(expected));
  });

  it('is bounded, however much is put', () => {
    const tracer = new Tracer({ serviceName: 'orders' });
    const span = inSpan(() => {
      for (let index = 0; index < 1_000; index += 1) tracer.putMetadata(`key${index}`, 'x'.repeat(1_000));
    });
    const text = String(span.attributes['aws.xray.metadata.orders']);
    expect(text.length).toBeLessThan(110_000);
    expect(Object.keys(JSON.parse(text))).toHaveLength(1_000);
  });
});

describe('what a Tracer adds by itself', () => {
  it('is the service and a response', () => {
    const tracer = new Tracer({ serviceName: 'orders' });
    const span = inSpan(() => {
      tracer.addServiceNameAnnotation();
      tracer.addResponseAsMetadata({ ok: true }, 'place');
      tracer.addResponseAsMetadata(undefined, 'nothing');
    });
    expect(span.attributes).toMatchObject({ Service: 'orders', 'aws.xray.annotations': ['Service'] });
    expect(metadataOf(span, 'orders')).toEqual({ 'place response': { ok: true } });
  });

  it('is no response and nothing of an error where the environment says so', () => {
    vi.stubEnv('POWERTOOLS_TRACER_CAPTURE_RESPONSE', 'false');
    vi.stubEnv('POWERTOOLS_TRACER_CAPTURE_ERROR', 'false');
    const tracer = new Tracer();
    const span = inSpan(() => {
      tracer.addResponseAsMetadata({ ok: true }, 'place');
      tracer.addErrorAsMetadata(new RangeError('secret'));
    });
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR });
    expect(span.events).toEqual([]);
    expect(span.attributes).toEqual({ 'error.type': 'RangeError' });
  });
});

describe('the ids of a trace', () => {
  const header = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1';

  it('are those of the active span', () => {
    const tracer = new Tracer();
    vi.stubEnv('_X_AMZN_TRACE_ID', header);
    const ids: unknown[] = [];
    const span = inSpan(() => ids.push(tracer.getRootXrayTraceId(), tracer.isTraceSampled()));
    const { traceId } = span.spanContext();
    expect(ids).toEqual([`1-${traceId.slice(0, 8)}-${traceId.slice(8)}`, true]);
  });

  it.each([
    [header, '1-5759e988-bd862e3fe1be46a994272793', true],
    [header.replace('Sampled=1', 'Sampled=0'), '1-5759e988-bd862e3fe1be46a994272793', false],
    ['1-5759e988-bd862e3fe1be46a994272793', '1-5759e988-bd862e3fe1be46a994272793', false],
    ['', undefined, false],
  ])("without a span are those of Lambda's header %j", (value, root, sampled) => {
    vi.stubEnv('_X_AMZN_TRACE_ID', value);
    const tracer = new Tracer();
    expect(tracer.getRootXrayTraceId()).toBe(root);
    expect(tracer.isTraceSampled()).toBe(sampled);
    expect(new Tracer({ enabled: false }).getRootXrayTraceId()).toBe(root);
    expect(new Tracer({ enabled: false }).isTraceSampled()).toBe(false);
  });

  it('say that a span is not sampled', () => {
    const parent = {
      traceId: '5759e988bd862e3fe1be46a994272793',
      spanId: '53995c3f42cd8ad8',
      traceFlags: TraceFlags.NONE,
    };
    const tracer = new Tracer();
    const sampled = context.with(trace.setSpanContext(context.active(), parent), () => tracer.isTraceSampled());
    expect(sampled).toBe(false);
  });
});

describe('a Tracer', () => {
  it('that is off does nothing, and lets everything be called', async () => {
    const tracer = new Tracer({ enabled: false });
    const handler = async () => 'done';
    const span = inSpan(() => {
      tracer.putAnnotation('key', 1);
      tracer.putMetadata('key', 1);
      tracer.annotateColdStart();
      tracer.addErrorAsMetadata(new Error('x'));
      const segment = tracer.getSegment();
      expect(segment?.name).toBe('## Dummy segment');
      expect(segment).not.toBe(tracer.getSegment());
      const below = segment?.addNewSubsegment('below');
      below?.addAnnotation('key', 1);
      below?.addMetadata('key', 1);
      below?.close(new Error('x'));
      if (segment) tracer.setSegment(segment);
    });
    expect(tracer.captureMethod(handler)).toBe(handler);
    expect(await captureLambdaHandler(tracer).wrap(Object.create(null), handler)).toBe('done');
    expect(span.attributes).toEqual({});
    expect(telemetry.spans()).toHaveLength(1);
  });

  it('without an active span says why nothing is recorded, and throws nothing', () => {
    const warn = vi.fn();
    diag.setLogger(
      { warn, error: vi.fn(), info: vi.fn(), debug: vi.fn(), verbose: vi.fn() },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    const tracer = new Tracer();
    tracer.putAnnotation('key', 1);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('withPowertools'));
    expect(tracer.getSegment()).toBeUndefined();
    tracer.addErrorAsMetadata(new Error('x'));
    diag.disable();
  });
});
