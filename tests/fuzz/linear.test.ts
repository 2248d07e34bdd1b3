import { gzipSync } from 'node:zlib';
import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { search } from 'otel-powertools/jmespath';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { locationOfStack } from '../../exporters/json/error-entries.js';
import { fitLine } from '../../exporters/json/fit-line.js';
import { formatLine } from '../../exporters/json/line.js';
import { parseStackTrace } from '../../exporters/xray/document/stack-trace.js';
import { withoutCredentials, withoutQuery } from '../../exporters/xray/document/url.js';
import { isJson } from '../../src/event-handler/request/json-body.js';
import { toWebResponse } from '../../src/event-handler/response/web-response.js';
import { normalisePath } from '../../src/event-handler/routing/path.js';
import { Invocation } from '../../src/invocation/invocation.js';
import { describeError } from '../../src/invocation/span/error-description.js';
import { resolveParent } from '../../src/invocation/trace-context/parent.js';
import { parseTraceHeader } from '../../src/invocation/trace-context/trace-header.js';
import { correlationIdOf } from '../../src/logger/correlation.js';
import { gunzip } from '../../src/shared/decode.js';
import { parseFieldExpression } from '../../src/shared/field-expression.js';
import { maskJson, maskText } from '../../src/shared/secrets/mask-secrets.js';
import { createRedaction } from '../../src/telemetry/redaction/redaction.js';
import { registerPropagators } from '../../src/telemetry/traces/propagators.js';
import { safeJson } from '../../src/tracer/values/safe-json.js';
import { carrierOfBytes, readField } from '../../src/triggers/carriers/carrier.js';
import { detectTrigger } from '../../src/triggers/trigger.js';
import { expectLinear } from './growth.js';

beforeAll(() => {
  registerPropagators(['xray', 'tracecontext', 'baggage']);
  vi.spyOn(process.stdout, 'write').mockImplementation((_chunk, encoding, done) => {
    (typeof encoding === 'function' ? encoding : done)?.();
    return true;
  });
});

/** Texts that make careless patterns go back and forth. */
const texts: readonly [name: string, make: (size: number) => string][] = [
  ['spaces that are none', (size) => '\u00a0'.repeat(size)],
  ['spaces and a word', (size) => `${' '.repeat(size)}x`],
  ['commas and spaces', (size) => ', '.repeat(size / 2)],
  ['semicolons', (size) => ';'.repeat(size)],
  ['equals signs', (size) => 'a=;'.repeat(size / 3)],
  ['slashes', (size) => `${'/'.repeat(size)}x`],
  ['colons', (size) => ':1'.repeat(size / 2)],
  ['quotes', (size) => '"\\'.repeat(size / 2)],
  ['open brackets', (size) => '['.repeat(size)],
  ['beginnings of URLs', (size) => '://a:b'.repeat(size / 6)],
  ['beginnings of tokens', (size) => 'eyJ'.repeat(size / 3)],
  ['bearers', (size) => 'bearer '.repeat(size / 7)],
  ['names of secrets', (size) => '"password":'.repeat(size / 11)],
  ['secrets of one line', (size) => 'cookie:a token=b '.repeat(size / 17)],
  ['at signs', (size) => '@'.repeat(size)],
  ['dots', (size) => 'a.'.repeat(size / 2)],
  ['plus signs', (size) => '+'.repeat(size)],
  ['percent signs', (size) => '%2e/'.repeat(size / 4)],
  ['lines of a stack', (size) => `\n    at ${':1'.repeat(size / 2)}`],
  ['hexadecimal digits', (size) => 'Root=1-'.padEnd(size, 'a')],
];

const request = (headers: Record<string, string>, more: object = {}) => ({
  version: '2.0',
  rawPath: '/',
  headers,
  requestContext: { http: { method: 'GET' } },
  ...more,
});
const policy = createRedaction({ keys: ['password', /token$/i], paths: ['a[*].b'], patterns: [/\d{16}/] });

/** Everything that reads text which comes from outside. */
const readers: readonly [name: string, read: (text: string) => unknown][] = [
  ['a content type', isJson],
  ['a trace header', parseTraceHeader],
  ['a path', normalisePath],
  ['an expression', (text) => search(text, {})],
  ['text in data', (text) => search('powertools_json(@)', text)],
  ['base64 in data', (text) => search('powertools_base64(@)', text)],
  ['an expression for fields', parseFieldExpression],
  ['a correlation path', (text) => correlationIdOf(text, {}, undefined)],
  ['traceparent', (text) => propagation.extract(ROOT_CONTEXT, { traceparent: text })],
  [
    'tracestate',
    (text) =>
      propagation.extract(ROOT_CONTEXT, {
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        tracestate: text,
      }),
  ],
  ['baggage', (text) => propagation.extract(ROOT_CONTEXT, { baggage: text })],
  [
    'the headers of an event',
    (text) => {
      const event = request({ host: text, 'x-forwarded-for': text, 'x-forwarded-proto': text, 'user-agent': text });
      detectTrigger(event);
      return resolveParent({
        invocation: new Invocation({ event, lambdaContext: undefined, coldStart: false, deadline: undefined }),
        xrayExported: true,
      });
    },
  ],
  ['text that may hold a secret', maskText],
  ['text that a policy is for', (text) => policy.value(['body'], text)],
  ['a stack', (text) => parseStackTrace(text, 50)],
  ['a stack of a log line', locationOfStack],
  ['an error', (text) => describeError(Object.assign(new Error(text), { stack: text }))],
  ['the URL of a span', (text) => [withoutQuery(text), withoutCredentials(text)]],
  ['a response type', (text) => toWebResponse({ status: 200, headers: new Map([['x-a', [text]]]), body: '' } as never)],
];

describe.each(readers)('to read %s takes a time that is linear in its length', (_reader, read) => {
  it.each(texts)('of %s', (_text, make) => {
    expectLinear(32_000, (size) => {
      const text = make(size);
      return () => {
        try {
          read(text);
        } catch {
          // To refuse it is as good.
        }
      };
    });
  });
});

const nested = (levels: number): object =>
  Array.from({ length: levels }).reduce<object>((inner) => ({ a: inner, b: inner }), {});

describe('work is linear in what there is', () => {
  it('for keys of a log line', () => {
    const logger = new Logger();
    expectLinear(50_000, (size) => {
      const keys = Object.fromEntries(Array.from({ length: size }, (_, n) => [`key${n}`, n]));
      return () => logger.info('many', keys);
    });
  });

  it('for keys that stay', () => {
    expectLinear(50_000, (size) => {
      const keys = Object.fromEntries(Array.from({ length: size }, (_, n) => [`key${n}`, { n }]));
      return () => {
        const logger = new Logger();
        logger.appendKeys(keys);
        logger.info('many');
      };
    });
  });

  it('for fields of a line that has to be cut', () => {
    expectLinear(20_000, (size) => {
      const line = JSON.stringify(
        Object.fromEntries(Array.from({ length: size }, (_, n) => [`k${n}`, 'x'.repeat(50)])),
      );
      return () => fitLine(line);
    });
  });

  it('for sets of dimensions, of which each has another value, or all the same', () => {
    for (const of of [(n: number) => `v${n}`, () => 'v']) {
      expectLinear(2_000, (size) => () => {
        const metrics = new Metrics({ namespace: 'Shop' });
        for (let n = 0; n < size; n += 1) metrics.addDimensions({ customer: of(n) });
        metrics.addMetric('orders', MetricUnit.Count, 1);
        metrics.publishStoredMetrics();
      });
    }
  });

  it('for metrics with dimensions of their own', () => {
    expectLinear(2_000, (size) => () => {
      const metrics = new Metrics({ namespace: 'Shop' });
      for (let n = 0; n < size; n += 1) {
        metrics.addMetric('orders', MetricUnit.Count, 1, { dimensions: { customer: `v${n}` } });
      }
      metrics.publishStoredMetrics();
    });
  });

  it('for values that are captured', () => {
    for (const make of [
      (size: number) => Array.from({ length: size }, (_, n) => ({ password: `${n}` })),
      (size: number) => ({ body: JSON.stringify(Array.from({ length: size }, (_, n) => ({ token: `${n}` }))) }),
    ]) {
      expectLinear(20_000, (size) => {
        const value = make(size);
        return () => maskJson(safeJson(value, Number.POSITIVE_INFINITY) ?? '');
      });
    }
  });

  it('for records of an event', () => {
    expectLinear(5_000, (size) => {
      const event = {
        Records: Array.from({ length: size }, (_, n) => ({
          eventSource: 'aws:sqs',
          messageId: `${n}`,
          body: '{}',
          attributes: {
            AWSTraceHeader: `Root=1-5759e988-${String(n).padStart(24, '0')};Parent=53995c3f42cd8ad8;Sampled=1`,
          },
        })),
      };
      return () =>
        resolveParent({
          invocation: new Invocation({ event, lambdaContext: undefined, coldStart: false, deadline: undefined }),
          xrayExported: true,
        });
    });
  });
});

describe('what is shared without end has an end', () => {
  it.each([22, 60])('in keys of a Logger, %i levels deep', (levels) => {
    const lines: string[] = [];
    const write = vi.spyOn(process.stdout, 'write').mockImplementation((chunk, encoding, done) => {
      lines.push(String(chunk));
      (typeof encoding === 'function' ? encoding : done)?.();
      return true;
    });
    const logger = new Logger();
    const value = nested(levels);
    logger.appendKeys({ value });
    // Into what is there already, too.
    logger.appendKeys({ value });
    logger.info('shared');
    expect(lines.join('').length).toBeLessThan(300_000);
    expect(JSON.parse(lines.at(-1) ?? '')).toMatchObject({ message: 'shared' });
    write.mockClear();
  });

  it('in a list with nearly nothing in it', () => {
    const logger = new Logger();
    const list: number[] = [];
    list[4_000_000_000] = 1;
    logger.appendKeys({ list });
    expect(logger.getPersistentLogAttributes()).toEqual({});
  });

  it('in a field of a carrier that claims to have any length', () => {
    const endless = Object.assign([], { length: 4_000_000_000 });
    expect(readField({ host: endless }, 'host')).toBeUndefined();
    expect(Buffer.byteLength(String(carrierOfBytes({ traceparent: endless }).fields.traceparent))).toBeLessThan(70_000);
  });

  it('in values that are captured, redacted and written', () => {
    const value = nested(60);
    expect(safeJson(value, 65_536)?.length).toBeLessThan(70_000);
    expect(JSON.stringify(policy.deep([], value)).length).toBeLessThan(10_000_000);
    expect(formatLine(new Map([['value', value]])).length).toBeLessThan(300_000);
  });
});

describe('what is compressed becomes no more than it may', () => {
  const bomb = gzipSync(Buffer.alloc(11 * 1024 * 1024)).toString('base64');

  it('in an expression: 10 MB, or what was asked for, and the error says so', () => {
    expect(() => search('powertools_base64_gzip(@)', bomb)).toThrow(/more than 10485760 bytes.*maxDecompressedBytes/s);
    expect(search('length(powertools_base64_gzip(@))', bomb, { maxDecompressedBytes: 12_000_000 })).toBe(
      11 * 1024 * 1024,
    );
    const small = gzipSync('hello').toString('base64');
    expect(search('powertools_base64_gzip(@)', small)).toBe('hello');
    expect(() => search('powertools_base64_gzip(@)', small, { maxDecompressedBytes: 4 })).toThrow('more than 4 bytes');
    expect(search('powertools_base64_gzip(@)', 'bm90IGd6aXA=')).toBeUndefined();
  });

  it('anywhere else', () => {
    expect(() => gunzip(Buffer.from(bomb, 'base64'), 1_000)).toThrow('more than 1000 bytes');
  });
});
