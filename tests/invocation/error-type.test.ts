import { SpanStatusCode } from '@opentelemetry/api';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { describe, expect, it } from 'vitest';
import { recordFailure, recordResult } from '../../src/invocation/span/invocation-span.js';
import { detectTrigger } from '../../src/triggers/trigger.js';

const tracer = new BasicTracerProvider().getTracer('test');
const trigger = detectTrigger({ version: '2.0', rawPath: '/', requestContext: { http: { method: 'GET' } } });

describe('an HTTP answer of 500', () => {
  it('is an error by its status when nobody has said what went wrong', () => {
    const span = tracer.startSpan('GET /');
    recordResult(span, trigger, { statusCode: 503 });
    expect(span).toMatchObject({
      attributes: { 'error.type': '503', 'http.response.status_code': 503 },
      status: { code: SpanStatusCode.ERROR },
    });
  });

  it('leaves standing what a router has recorded of the error behind it', () => {
    const span = tracer.startSpan('GET /');
    recordFailure(span, new RangeError('too many'));
    recordResult(span, trigger, { statusCode: 500 });
    expect(span).toMatchObject({
      attributes: { 'error.type': 'RangeError', 'http.response.status_code': 500 },
      status: { code: SpanStatusCode.ERROR, message: 'too many' },
    });
  });
});
