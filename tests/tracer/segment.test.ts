import { diag, SpanStatusCode, trace } from '@opentelemetry/api';
import { Tracer } from 'otel-powertools/tracer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { metadataOf, type RecordedTelemetry, registerTelemetry, unregisterTelemetry } from './telemetry.js';

let telemetry: RecordedTelemetry;
let tracer: Tracer;
beforeAll(() => {
  telemetry = registerTelemetry();
});
beforeEach(() => {
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs22.x');
  telemetry.exporter.reset();
  tracer = new Tracer({ serviceName: 'orders', captureHTTPsRequests: false });
});
afterEach(() => vi.unstubAllEnvs());
afterAll(unregisterTelemetry);

const inSpan = <T>(name: string, work: () => T): T =>
  trace.getTracer('test').startActiveSpan(name, (span) => {
    try {
      return work();
    } finally {
      span.end();
    }
  });

describe('getSegment', () => {
  it('gives the active span in the shape of a segment, and always the same one', () => {
    const segment = inSpan('handler', () => {
      expect(tracer.getSegment()).toBe(tracer.getSegment());
      return tracer.getSegment();
    });
    const { traceId, spanId } = telemetry.span('handler').spanContext();
    expect(segment).toMatchObject({
      name: 'handler',
      id: spanId,
      trace_id: `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`,
    });
  });
});

describe('a segment', () => {
  it('puts annotations, metadata and errors on its span', () => {
    inSpan('handler', () => {
      const segment = tracer.getSegment();
      segment?.addAnnotation('order', 'o-1');
      segment?.addMetadata('order', { id: 1 });
      segment?.addMetadata('order', { id: 1 }, 'orders');
      segment?.addError(new RangeError('too far'));
    });
    const span = telemetry.span('handler');
    expect(span.attributes).toMatchObject({ order: 'o-1', 'aws.xray.annotations': ['order'] });
    expect(metadataOf(span, 'default')).toEqual({ order: { id: 1 } });
    expect(metadataOf(span, 'orders')).toEqual({ order: { id: 1 } });
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'too far' });
  });

  it('starts subsegments below it, and closes once', () => {
    inSpan('handler', () => {
      const segment = tracer.getSegment();
      const below = segment?.addNewSubsegment('below');
      const furtherBelow = below?.addNewSubsegment('further below');
      expect(below?.parent).toBe(segment);
      furtherBelow?.close(new Error('x'));
      furtherBelow?.close();
      below?.close();
      expect([segment?.isClosed(), below?.isClosed()]).toEqual([false, true]);
    });
    const spans = telemetry.spans();
    expect(spans.map((span) => span.name)).toEqual(['further below', 'below', 'handler']);
    expect(spans.map((span) => span.parentSpanContext?.spanId)).toEqual([
      spans[1]?.spanContext().spanId,
      spans[2]?.spanContext().spanId,
      undefined,
    ]);
    expect(spans.map((span) => span.status.code)).toEqual([
      SpanStatusCode.ERROR,
      SpanStatusCode.UNSET,
      SpanStatusCode.UNSET,
    ]);
  });

  it('of a dummy is one, too', () => {
    const dummy = new Tracer({ enabled: false }).getSegment();
    expect(dummy?.notTraced).toBe(true);
    inSpan('handler', () => dummy?.addNewSubsegment('below').close());
    expect(telemetry.spans()).toHaveLength(1);
  });
});

describe('setSegment', () => {
  it('makes a segment the current one until another is set, across what is awaited', async () => {
    await inSpan('handler', async () => {
      const segment = tracer.getSegment();
      const below = segment?.addNewSubsegment('below');
      if (!segment || !below) throw new Error('no segment');
      tracer.setSegment(below);
      await new Promise((resolve) => setTimeout(resolve, 1));
      tracer.putAnnotation('where', 'below');
      tracer.captureMethod(() => {}, { subSegmentName: 'further below' })();
      expect(trace.getActiveSpan()).toBe(below.span);
      below.close();
      tracer.setSegment(segment);
      expect(tracer.getSegment()).toBe(segment);
    });
    expect(telemetry.span('below').attributes).toMatchObject({ where: 'below' });
    expect(telemetry.span('further below').parentSpanContext?.spanId).toBe(
      telemetry.span('below').spanContext().spanId,
    );
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});

describe('setSegment without a segment', () => {
  it('changes nothing: the parent of a segment that is none', async () => {
    await inSpan('handler', async () => {
      const segment = tracer.getSegment();
      tracer.setSegment(undefined);
      tracer.setSegment(segment?.parent);
      expect(tracer.getSegment()).toBe(segment);
    });
  });
});

describe('provider', () => {
  it('says what there is to be said to the logger that it was given', () => {
    class Told {
      readonly said: unknown[] = [];
      debug(...content: unknown[]) {
        this.said.push(content);
      }
      info(...content: unknown[]) {
        this.said.push(content);
      }
      warn(...content: unknown[]) {
        this.said.push(content);
      }
      error(...content: unknown[]) {
        this.said.push(content);
      }
    }
    const told = new Told();
    tracer.provider.setLogger(told);
    diag.warn('beware', 1);
    diag.debug('a detail');
    diag.disable();
    expect(told.said).toEqual([['beware', 1]]);
  });

  it('runs functions in spans, closed by itself or by the function', async () => {
    expect(tracer.provider.captureFunc('own', (subsegment) => subsegment.name)).toBe('own');
    expect(() =>
      tracer.provider.captureFunc('fails', () => {
        throw new Error('x');
      }),
    ).toThrow('x');
    await tracer.provider.captureAsyncFunc('async', async (subsegment) => {
      tracer.provider.putAnnotation('inside', true);
      tracer.provider.putMetadata('key', 1);
      subsegment.close();
    });
    expect(telemetry.spans().map((span) => [span.name, span.status.code])).toEqual([
      ['own', SpanStatusCode.UNSET],
      ['fails', SpanStatusCode.ERROR],
      ['async', SpanStatusCode.UNSET],
    ]);
    expect(metadataOf(telemetry.span('async'), 'default')).toEqual({ key: 1 });
  });
});
