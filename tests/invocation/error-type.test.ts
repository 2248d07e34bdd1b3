import { get } from 'node:http';
import { SpanStatusCode } from '@opentelemetry/api';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { describe, expect, it } from 'vitest';
import { parseStackTrace } from '../../exporters/xray/document/stack-trace.js';
import { commonErrorCodeOf, describeError } from '../../src/invocation/span/error-description.js';
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

/** What `Promise.any`, and a connection to a host of several addresses that refuses, reject with. */
describe('an error that gathers others', () => {
  const typeOf = (error: unknown): unknown => {
    const span = tracer.startSpan('x');
    recordFailure(span, error);
    return Reflect.get(span, 'attributes')['error.type'];
  };

  it.each<[string, unknown, string]>([
    ['of one type', new AggregateError([new RangeError('a'), new RangeError('b')]), 'RangeError'],
    ['of several', new AggregateError([new RangeError('a'), new TypeError('b')]), 'AggregateError'],
    ['none', new AggregateError([]), 'AggregateError'],
    ['what is no error', Object.assign(new Error('v'), { errors: [{ path: '/a' }] }), 'Error'],
  ])('%s has their type where they agree', (_what, error, expected) => {
    expect(typeOf(error)).toBe(expected);
  });

  it('has them in its cause, in the message where it has none, and in X-Ray as causes', async () => {
    const refused = await new Promise<Error>((resolve) => {
      get({
        host: 'two.invalid',
        port: 1,
        lookup: (_host, _options, done) =>
          done(null, [
            { address: '127.0.0.1', family: 4 },
            { address: '127.0.0.2', family: 4 },
          ]),
      }).on('error', resolve);
    });
    expect(refused).toBeInstanceOf(AggregateError);
    const { type, message, stacktrace } = describeError(refused);
    expect([type, message]).toEqual([
      'AggregateError',
      'connect ECONNREFUSED 127.0.0.1:1; connect ECONNREFUSED 127.0.0.2:1',
    ]);
    expect(commonErrorCodeOf(refused)).toBe('ECONNREFUSED');
    const [, first, second] = parseStackTrace(stacktrace ?? '', 50);
    expect([first?.message, first?.isCause]).toEqual(['connect ECONNREFUSED 127.0.0.1:1', true]);
    expect([second?.message, second?.isCause]).toEqual(['connect ECONNREFUSED 127.0.0.2:1', false]);
  });

  it('is described to an end, however many there are, and however they hold each other', () => {
    const many = new AggregateError(Array.from({ length: 50_000 }, (_, n) => new Error(`e${n}`)));
    expect(describeError(many).stacktrace).toMatch(/\[errors\]: \d+ more/);
    const loop = new AggregateError([new Error('a')], 'loop');
    loop.errors.push(loop);
    expect(describeError(loop).message).toBe('loop');
  });
});
