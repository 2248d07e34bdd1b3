import { gzipSync } from 'node:zlib';
import { context, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { type } from 'arktype';
import fc from 'fast-check';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AsyncLocalStorageContextManager } from '../../src/invocation/context/context-manager.js';
import { Invocation } from '../../src/invocation/invocation.js';
import {
  ApiGatewayEnvelope,
  CloudWatchEnvelope,
  DynamoDBStreamEnvelope,
  KinesisEnvelope,
  SqsEnvelope,
} from '../../src/parser/envelopes/index.js';
import { DynamoDBMarshalled } from '../../src/parser/helpers/dynamodb.js';
import { arrayOf, Base64Encoded, JSONStringified, optional, recordOf } from '../../src/parser/helpers/index.js';
import { parser as decorator, ParseError, parse, withParser } from '../../src/parser/index.js';
import { parser } from '../../src/parser/middleware.js';
import { DynamoDBStreamChangeRecordBase, DynamoDBStreamRecord } from '../../src/parser/schemas/records/dynamodb.js';
import { KinesisDataStreamRecordPayload } from '../../src/parser/schemas/records/kinesis.js';
import { SqsRecordSchema, SqsSchema } from '../../src/parser/schemas/records/sqs.js';
import { toZod } from '../../src/parser/zod.js';
import type { StandardSchema } from '../../src/shared/standard-schema.js';
import { jsonSchema } from '../../src/validation/json-schema.js';
import { compileClass, dialects } from '../support/decorators.js';
import { sample } from './samples.js';

const complete = { alternative: 0, complete: true };
const order = z.object({ id: z.string(), email: z.string().optional() });

const sqsEvent = (...bodies: readonly unknown[]): { Records: Record<string, unknown>[] } => {
  const { Records } = sample('SqsSchema', complete) as { Records: Record<string, unknown>[] };
  return { Records: bodies.map((body) => ({ ...Records[0], body: JSON.stringify(body) })) };
};

const thrownBy = (run: () => unknown): ParseError => {
  try {
    run();
  } catch (error) {
    if (error instanceof ParseError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
};

describe('parse', () => {
  const schemas: Readonly<Record<string, StandardSchema<unknown, { id: string }>>> = {
    zod: z.object({ id: z.string() }),
    valibot: v.object({ id: v.string() }),
    arktype: type({ id: 'string' }),
    'our JSON Schema': jsonSchema<{ id: string }>({
      type: 'object',
      properties: { id: { type: 'string' } },
      required: ['id'],
    }),
  };

  it.each(Object.entries(schemas))('takes a schema of %s, in an envelope and without one', (_name, schema) => {
    expect(parse({ id: 'a' }, undefined, schema)).toEqual({ id: 'a' });
    expect(parse(sqsEvent({ id: 'a' }, { id: 'b' }), SqsEnvelope, JSONStringified(schema))).toEqual([
      { id: 'a' },
      { id: 'b' },
    ]);
    const error = thrownBy(() => parse(sqsEvent({ id: 'a' }, { id: 5 }), SqsEnvelope, JSONStringified(schema)));
    expect(error.issues.map(({ path }) => path)).toEqual([['Records', 1, 'body', 'id']]);
  });

  it('says without an envelope what is wrong, its cause the list of issues', () => {
    const error = thrownBy(() => parse({ id: 5 }, undefined, order));
    expect(error.message).toBe('Failed to parse schema');
    expect(error.cause).toEqual([expect.objectContaining({ path: ['id'] })]);
    expect(parse({ id: 5 }, undefined, order, true)).toEqual({
      success: false,
      error: expect.objectContaining({ name: 'ParseError', message: 'Failed to parse schema' }),
      originalEvent: { id: 5 },
    });
  });

  it.each([false, true])('refuses a schema that answers by a promise, safely: %s', (safely) => {
    const slow = z.object({ id: z.string() }).refine(async () => true);
    expect(() => parse({ id: 'a' }, undefined, slow, safely)).toThrow('supports only synchronous validation');
    expect(() => parse(sqsEvent({ id: 'a' }), SqsEnvelope, JSONStringified(slow), safely)).toThrow(ParseError);
  });

  it('quotes no value in the message, whatever the schema says of it', () => {
    const told = v.object({ email: v.pipe(v.string(), v.email()) });
    const event = sqsEvent({ email: 'ada.at.example' }, { email: 1234567 });
    for (const safely of [true, false]) {
      const result = safely
        ? parse(event, SqsEnvelope, JSONStringified(told), true)
        : { error: thrownBy(() => parse(event, SqsEnvelope, JSONStringified(told))) };
      const { message } = 'error' in result ? result.error : new Error('taken');
      expect(message).toContain('/Records/0/body/email');
      expect(message).not.toMatch(/ada|1234567/);
    }
    expect(thrownBy(() => parse({ Records: [{ body: '{secret' }] }, SqsEnvelope, order)).message).not.toContain(
      'secret',
    );
    const json = { ...sqsEvent(1) };
    Object.assign(json.Records[0] ?? {}, { body: '{"secret' });
    expect(thrownBy(() => parse(json, SqsEnvelope, JSONStringified(order))).message).toBe(
      'Failed to parse SQS Record at index 0. This error was caused by: /Records/0/body.',
    );
  });

  it('keeps a member named __proto__ what it is: data', () => {
    const event = JSON.parse('{"first":{"a":"1"},"__proto__":{"polluted":"yes"}}');
    const parsed = parse(event, undefined, recordOf(recordOf(z.string())));
    expect(Object.keys(parsed)).toEqual(['first', '__proto__']);
    expect('polluted' in {}).toBe(false);
  });
});

describe('the schemas', () => {
  it('are extended by any Standard Schema', () => {
    const Orders = SqsSchema.extend({ Records: arrayOf(SqsRecordSchema.extend({ body: JSONStringified(order) })) });
    expect(parse(sqsEvent({ id: 'a' }), undefined, Orders).Records[0]?.body).toEqual({ id: 'a' });
    expect(parse(sqsEvent({ id: 1 }), undefined, Orders, true)).toMatchObject({
      success: false,
      error: { issues: [{ path: ['Records', 0, 'body', 'id'] }] },
    });
    // The first one is what it was.
    expect(parse(sqsEvent({ id: 1 }), undefined, SqsSchema).Records[0]?.body).toBe('{"id":1}');
  });

  it('are members of schemas of Zod by toZod', () => {
    const Batch = z.object({ Records: z.array(toZod(SqsRecordSchema.extend({ body: JSONStringified(order) }))) });
    expect(Batch.parse(sqsEvent({ id: 'a' })).Records[0]?.body.id).toBe('a');
    expect(Batch.safeParse(sqsEvent({ id: 'a' }, { id: 1 })).error?.issues).toMatchObject([
      { path: ['Records', 1, 'body', 'id'] },
    ]);
  });

  it('leave out what they do not name, and what is absent', () => {
    const Extended = SqsRecordSchema.extend({ mine: v.optional(v.string()) });
    const [record] = sqsEvent(1).Records;
    const parsed = parse({ ...record, extra: 1 }, undefined, Extended);
    expect(Object.keys(parsed)).not.toContain('extra');
    expect(Object.keys(parsed)).not.toContain('mine');
  });

  it('read the images of a stream through DynamoDBMarshalled', () => {
    const Record = DynamoDBStreamRecord.extend({
      dynamodb: DynamoDBStreamChangeRecordBase.extend({ NewImage: optional(DynamoDBMarshalled(order)) }),
    });
    const record = sample('DynamoDBStreamRecord', complete);
    expect(parse(record, undefined, Record).dynamodb.NewImage).toEqual({ id: 'a' });
    const wrong = { NewImage: { id: { X: 'a' } } };
    const result = parse({ ...(record as object), dynamodb: wrong }, undefined, Record, true);
    expect(JSON.stringify(result)).toContain('Could not unmarshall DynamoDB stream record');
  });

  it('refuse a number of DynamoDB that is none', () => {
    const event = sample('DynamoDBStreamSchema', complete) as { Records: { dynamodb: Record<string, unknown> }[] };
    Object.assign(event.Records[0]?.dynamodb ?? {}, { NewImage: { count: { N: 'many' } } });
    const error = thrownBy(() => parse(event, DynamoDBStreamEnvelope, z.any()));
    expect(error.issues.map(({ path }) => path)).toEqual([['Records', 0, 'dynamodb', 'NewImage']]);
  });
});

describe('what is compressed', () => {
  const kinesisEvent = (data: string): unknown => {
    const { Records } = sample('KinesisDataStreamSchema', complete) as { Records: { kinesis: object }[] };
    return { Records: [{ ...Records[0], kinesis: { ...Records[0]?.kinesis, data } }] };
  };

  it.each([
    ['gzip of JSON', gzipSync('{"id":"a"}'), { id: 'a' }],
    ['gzip of text', gzipSync('plain'), 'plain'],
    ['JSON', Buffer.from(' null '), null],
    ['text', Buffer.from('é'), 'é'],
    ['what only begins as gzip', Buffer.from([0x1f, 0x8b, 0x41]), Buffer.from([0x1f, 0x8b, 0x41]).toString()],
    ['nothing', Buffer.from(''), ''],
  ])('is read as what it is: %s', (_name, bytes, expected) => {
    expect(parse(kinesisEvent(bytes.toString('base64')), KinesisEnvelope, z.any())).toEqual([expected]);
  });

  it('comes out whole up to the limit, and not at all above it', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 300 }), fc.integer({ min: 1, max: 400 }), (text, limit) => {
        const event = kinesisEvent(gzipSync(JSON.stringify({ text })).toString('base64'));
        const fits = Buffer.byteLength(JSON.stringify({ text })) <= limit;
        const result = parse(event, KinesisEnvelope, z.any(), true, { maxDecompressedBytes: limit });
        expect(result.success).toBe(fits);
        if (result.success) expect(result.data).toEqual([{ text }]);
        else expect(result.error.issues).toMatchObject([{ code: 'too_big', path: ['Records', 0, 'kinesis', 'data'] }]);
      }),
    );
  });

  it('may be 10 MB by default', () => {
    const small = gzipSync(JSON.stringify('x'.repeat(10 * 1024 * 1024 - 2))).toString('base64');
    const large = gzipSync(JSON.stringify('x'.repeat(10 * 1024 * 1024 - 1))).toString('base64');
    const Payload = KinesisDataStreamRecordPayload.extend({ data: Base64Encoded(z.string()) });
    const payload = sample('KinesisDataStreamRecord', complete) as { kinesis: object };
    expect(parse({ ...payload.kinesis, data: small }, undefined, Payload, true).success).toBe(true);
    expect(parse({ ...payload.kinesis, data: large }, undefined, Payload, true)).toMatchObject({
      error: { issues: [{ code: 'too_big' }] },
    });
    const bomb = { awslogs: { data: gzipSync(Buffer.alloc(11 * 1024 * 1024)).toString('base64') } };
    expect(thrownBy(() => parse(bomb, CloudWatchEnvelope, z.any())).issues).toMatchObject([{ code: 'too_big' }]);
  });
});

describe('a failure on the active span', () => {
  const exporter = new InMemorySpanExporter();

  beforeEach(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }));
  });

  afterEach(() => {
    exporter.reset();
    trace.disable();
    context.disable();
  });

  const eventsOf = (run: () => unknown) => {
    trace.getTracer('test').startActiveSpan('handler', (span) => {
      run();
      span.end();
    });
    return exporter.getFinishedSpans()[0]?.events.map(({ name, attributes = {} }) => ({ name, attributes }));
  };

  it('tells paths and codes of all records, and no value', () => {
    const event = sqsEvent({ id: 'a' }, { id: 1 }, { email: ['secret'] });
    expect(eventsOf(() => parse(event, SqsEnvelope, JSONStringified(order), true))).toEqual([
      {
        name: 'validation.failed',
        attributes: {
          'validation.envelope': 'SqsEnvelope',
          'validation.error_count': 3,
          'validation.paths': ['/Records/1/body/id', '/Records/2/body/id', '/Records/2/body/email'],
          'validation.codes': ['invalid_type', 'invalid_type', 'invalid_type'],
        },
      },
    ]);
  });

  it('is told once, also where the schema is one of otel-powertools/validation', () => {
    const schema = jsonSchema({ type: 'object', properties: { id: { type: 'string' } } });
    const events = eventsOf(() => parse(sqsEvent({ id: 1 }), SqsEnvelope, JSONStringified(schema), true));
    expect(events?.map(({ attributes }) => attributes['validation.paths'])).toEqual([['/Records/0/body/id']]);
  });

  it('has no keys that look like data, and at most 16 places', () => {
    const schema = z.record(z.string(), z.number());
    const people = Object.fromEntries(Array.from({ length: 40 }, (_, index) => [`p${index}@example.com`, 'x']));
    const [event] = eventsOf(() => parse({ ...people, name: 'x' }, undefined, schema, true)) ?? [];
    expect(event?.attributes['validation.error_count']).toBe(41);
    expect(event?.attributes['validation.paths']).toEqual(Array(16).fill('/*'));
  });
});

describe('a handler that gets parsed events', () => {
  const invocationOf = (event: unknown): Invocation =>
    new Invocation({ event, lambdaContext: undefined, coldStart: false, deadline: undefined });

  const event = sqsEvent({ id: 'a' });
  const wrong = sqsEvent({ id: 1 });
  const base = { schema: JSONStringified(order), envelope: SqsEnvelope };

  /** The same through the utility, the function and both dialects of decorators. */
  const ways: Readonly<
    Record<
      string,
      (options: Parameters<typeof parser>[0], handler: (event: unknown) => unknown) => (event: unknown) => unknown
    >
  > = {
    'the utility': (options, handler) => async (input) => {
      const invocation = invocationOf(input);
      return parser(options).wrap(invocation, async () => handler(invocation.event));
    },
    withParser: (options, handler) => {
      const wrapped = withParser(async (input: unknown) => handler(input), options);
      return (input) => wrapped(input, undefined);
    },
    ...Object.fromEntries(
      dialects.map((dialect) => [
        `the ${dialect} decorator`,
        (options: Parameters<typeof parser>[0], handler: (event: unknown) => unknown) => {
          const Lambda = compileClass<{ handler(event: unknown): Promise<unknown> }>(
            dialect,
            '@parser(options) async handler(event) { return handler(event); }',
            { parser: decorator, options, handler },
          );
          return (input: unknown) => new Lambda().handler(input);
        },
      ]),
    ),
  };

  it.each(Object.entries(ways))('gets them from %s', async (_name, way) => {
    expect(await way(base, (input) => input)(event)).toEqual([{ id: 'a' }]);
    expect(await way({ ...base, safeParse: true }, (input) => input)(wrong)).toMatchObject({
      success: false,
      originalEvent: wrong,
    });
    await expect(async () => way(base, () => 'called')(wrong)).rejects.toThrow('Failed to parse SQS Record at index 0');
  });

  it.each(Object.entries(ways))('is answered for by errorHandler: %s', async (_name, way) => {
    const seen: unknown[] = [];
    const errorHandler = (error: ParseError, original: unknown) => {
      seen.push(error.name, original);
      return { statusCode: 400 };
    };
    expect(await way({ ...base, errorHandler }, () => 'called')(wrong)).toEqual({ statusCode: 400 });
    expect(seen).toEqual(['ParseError', wrong]);
    expect(await way({ ...base, errorHandler: () => null }, () => 'called')(wrong)).toBeNull();
    await expect(async () => way({ ...base, errorHandler: () => undefined }, () => 'called')(wrong)).rejects.toThrow(
      ParseError,
    );
    const slow = { ...base, errorHandler: (async () => 1) as never };
    await expect(async () => way(slow, () => 'called')(wrong)).rejects.toThrow(
      'errorHandler must return synchronously',
    );
    const failing = async () =>
      way({ ...base, errorHandler }, () => {
        throw new ParseError('of the handler');
      })(event);
    await expect(failing).rejects.toThrow('of the handler');
  });

  it('gets the body of a request as its type says', async () => {
    const request = { ...(sample('APIGatewayProxyEventSchema', complete) as object), body: '{"id":"a"}' };
    const handler = withParser(async (parsed, _context: undefined) => parsed.id, {
      schema: JSONStringified(order),
      envelope: ApiGatewayEnvelope,
    });
    expect(await handler(request, undefined)).toBe('a');
  });
});
