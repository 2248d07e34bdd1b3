import fc from 'fast-check';
import { withPowertools } from 'otel-powertools';
import { Router } from 'otel-powertools/event-handler';
import { makeIdempotent } from 'otel-powertools/idempotency';
import { InMemoryPersistenceLayer } from 'otel-powertools/idempotency/persistence';
import { JMESPathError, search } from 'otel-powertools/jmespath';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { Tracer } from 'otel-powertools/tracer';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { describeError } from '../../src/invocation/span/error-description.js';
import { parseTraceHeader } from '../../src/invocation/trace-context/trace-header.js';
import { createRedaction } from '../../src/telemetry/redaction/redaction.js';
import { lambdaContext } from '../support/lambda.js';
import { hostile, hostileData, names, parameters, pollution, printSeed } from './arbitraries.js';

// Spans are recorded; nobody listens where they are sent.
vi.hoisted(() => {
  process.env.AWS_LAMBDA_FUNCTION_NAME = 'orders';
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x';
});

vi.setConfig({ testTimeout: 30_000 + 1_000 * (parameters.numRuns ?? 0) });

const lines: string[] = [];
const broken: unknown[] = [];
const note = (error: unknown): void => void broken.push(error);
let before: readonly unknown[];

beforeAll(() => {
  printSeed('values');
  before = pollution();
  process.on('unhandledRejection', note);
  process.on('uncaughtException', note);
  vi.spyOn(process.stdout, 'write').mockImplementation((chunk, encoding, done) => {
    lines.push(String(chunk));
    (typeof encoding === 'function' ? encoding : done)?.();
    return true;
  });
});
afterEach(async () => {
  await new Promise((resolve) => setTimeout(resolve, 5));
  expect(pollution()).toEqual(before);
  expect(broken).toEqual([]);
  lines.length = 0;
});
afterAll(() => {
  process.off('unhandledRejection', note);
  process.off('uncaughtException', note);
  vi.restoreAllMocks();
});

/** Callers without types pass anything. */
const untyped = (value: unknown) => value as never;

describe('whatever it is given', () => {
  it('the Logger writes lines of JSON, and throws nothing', () => {
    fc.assert(
      fc.property(names, hostileData, hostileData, (name, make, makeOther) => {
        const value = make();
        const other = makeOther();
        lines.length = 0;
        const logger = new Logger();
        const keys = Object.fromEntries([[name, value]]);
        logger.info(untyped(value), untyped(other));
        logger.error('message', untyped(keys));
        logger.appendKeys(untyped(keys));
        logger.appendKeys(untyped(value));
        logger.appendPersistentKeys(untyped(keys));
        logger.withKeys(untyped(keys), () => logger.warn('scoped'));
        logger.setCorrelationId(value);
        logger.logEventIfEnabled(value, true);
        logger.createChild({ persistentKeys: keys }).info('child');
        logger.removeKeys([name]);
        for (const line of lines.join('').trimEnd().split('\n')) {
          expect(JSON.parse(line)).toBeTypeOf('object');
          expect(line.length).toBeLessThan(300_000);
        }
      }),
      parameters,
    );
  });

  it('metadata of Metrics, and dimensions that are no text, cost no metric', () => {
    fc.assert(
      fc.property(names, hostile, (name, make) => {
        const value = make();
        lines.length = 0;
        const metrics = new Metrics({ namespace: 'Shop' });
        metrics.addMetadata(name, value);
        metrics.addDimension(name, untyped(value));
        metrics.addMetric('orders', MetricUnit.Count, 1);
        metrics.publishStoredMetrics();
        const documents = lines
          .join('')
          .trimEnd()
          .split('\n')
          .map((line) => JSON.parse(line));
        expect(
          documents.filter((document) => document.orders !== undefined || name === 'orders').length,
        ).toBeGreaterThan(0);
      }),
      parameters,
    );
  });

  it('the Tracer captures it, and gives back what it was given', async () => {
    const tracer = new Tracer({ captureHTTPsRequests: false });
    await fc.assert(
      fc.asyncProperty(names, hostile, async (name, make) => {
        const value = make();
        const handler = withPowertools(async () => {
          tracer.putAnnotation(name, untyped(value));
          tracer.putMetadata(name, value, name);
          tracer.addResponseAsMetadata(value, name);
          tracer.addErrorAsMetadata(untyped(value));
          const captured = tracer.captureMethod(() => ({ value }), { subSegmentName: name });
          return captured().value === value || Number.isNaN(value);
        });
        expect(await handler(value, lambdaContext())).toBe(true);
      }),
      parameters,
    );
  });

  it('an error is described', () => {
    fc.assert(
      fc.property(hostile, (make) => {
        const value = make();
        const { type, message, stacktrace } = describeError(value);
        expect([typeof type, typeof message]).toEqual(['string', 'string']);
        expect((stacktrace ?? '').length).toBeLessThan(1_000_000);
      }),
      parameters,
    );
  });

  it('a redaction policy hides in it what it is told to', () => {
    const policy = createRedaction({ keys: ['password'], paths: ['a[*].b'], patterns: [/hunter2/] });
    fc.assert(
      fc.property(names, hostile, (name, make) => {
        const value = make();
        const seen = policy.attributes({ [name]: value, password: 'hunter2', text: '{"password":"hunter2"}' });
        expect([seen.password, seen.text]).toEqual(['[REDACTED]', '{"password":"[REDACTED]"}']);
        policy.deep([name], value);
      }),
      parameters,
    );
  });

  it('a router answers', async () => {
    const app = new Router();
    app.get('/orders/:id', ({ params }) => ({ id: params.id }));
    app.post('/orders', async ({ req }) => ({ text: await req.text() }));
    const fields = fc.option(fc.dictionary(names, fc.string({ unit: 'binary', maxLength: 50 })), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'binary', maxLength: 60 }),
        fields,
        fields,
        fc.constantFrom('GET', 'POST', 'DELETE', 'get', 'TRACE', ''),
        fc.option(fc.string({ unit: 'binary' }), { nil: null }),
        async (path, headers, query, method, body) => {
          const event = {
            version: '2.0',
            routeKey: '$default',
            rawPath: `/${path}`,
            rawQueryString: new URLSearchParams(query ?? {}).toString(),
            headers: headers ?? {},
            requestContext: {
              http: { method, path: `/${path}`, protocol: 'HTTP/1.1', sourceIp: '', userAgent: '' },
              stage: '$default',
            },
            isBase64Encoded: false,
            ...(body !== null && { body }),
          };
          const answer = await app.resolve(untyped(event), lambdaContext() as never);
          expect(answer).toHaveProperty('statusCode');
        },
      ),
      parameters,
    );
  });

  it('an idempotent function runs, or says which key it cannot make', async () => {
    const store = new InMemoryPersistenceLayer();
    const run = makeIdempotent(async (payload: unknown) => ({ is: typeof payload }), { persistenceStore: store });
    await fc.assert(
      fc.asyncProperty(hostileData, async (make) => {
        const value = make();
        try {
          await run(untyped({ value }));
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
      { ...parameters, timeout: 10_000 },
    );
  });

  it('an expression finds something or is refused, and nothing else happens', () => {
    const pieces = fc.constantFrom(
      'a',
      'b.c',
      '*',
      '[]',
      '[*]',
      '[?a]',
      '[0]',
      '[::2]',
      '@',
      '&a',
      '|',
      '||',
      '&&',
      '!',
      '==',
      '<',
      '{a:b}',
      '(',
      ')',
      '"',
      "'x'",
      '`1`',
      '`',
      'sort_by(@,&a)',
      'powertools_json(a)',
      'powertools_base64_gzip(a)',
      'length(@)',
      ',',
      '.',
      '-1',
      '__proto__',
      'constructor.constructor',
      'to_string(@)',
      'merge(@,@)',
      'map(&a,@)',
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(pieces, { maxLength: 8 }).map((found) => found.join('')),
          fc.string({ unit: 'binary' }),
        ),
        hostileData,
        (expression, make) => {
          const value = make();
          try {
            search(expression, { a: value, b: { c: value } });
          } catch (error) {
            // What the data throws when it is read is the data's.
            const isData =
              error instanceof Error &&
              (error.message === 'hostile' || /proxy|JSON|BigInt|convert|circular|stack|length/i.test(error.message));
            expect(error instanceof JMESPathError || isData, String(error)).toBe(true);
          }
        },
      ),
      parameters,
    );
  });

  it('a trace header is read, or is none', () => {
    const field = fc.tuple(
      fc.constantFrom('Root', 'root', 'Parent', 'Sampled', 'Lineage', 'Self', '', '__proto__'),
      fc.oneof(
        fc.constantFrom('1-5759e988-bd862e3fe1be46a994272793', '53995c3f42cd8ad8', '1', '0', '?', '00000000-0'),
        fc.string({ unit: 'binary', maxLength: 40 }),
      ),
    );
    const header = fc.oneof(
      fc.array(field, { maxLength: 6 }).map((found) => found.map(([name, value]) => `${name}=${value}`).join(';')),
      fc.string({ unit: 'binary', maxLength: 400 }),
    );
    fc.assert(
      fc.property(header, (text) => {
        const read = parseTraceHeader(text);
        if (!read) return;
        expect(read.traceId).toMatch(/^[0-9a-f]{32}$/);
        expect(read.root).toMatch(/^1-[0-9a-f]{8}-[0-9a-f]{24}$/);
        expect(read.parent ?? '0000000000000001').toMatch(/^[0-9a-f]{16}$/);
      }),
      parameters,
    );
  });

  it('an event with such headers starts an invocation', async () => {
    const handler = withPowertools(async () => 'answer');
    const text = fc.string({ unit: 'binary', maxLength: 100 });
    await fc.assert(
      fc.asyncProperty(text, text, text, hostile, async (traceHeader, traceparent, baggage, make) => {
        const value = make();
        const headers = { 'X-Amzn-Trace-Id': traceHeader, traceparent, tracestate: baggage, baggage, host: value };
        const event = { version: '2.0', rawPath: '/', headers, requestContext: { http: { method: value } } };
        expect(await handler(event, lambdaContext({ xRayTraceId: traceHeader }))).toBe('answer');
        expect(await handler({ Records: [value, { eventSource: 'aws:sqs', body: value }] }, lambdaContext())).toBe(
          'answer',
        );
      }),
      parameters,
    );
  });
});
