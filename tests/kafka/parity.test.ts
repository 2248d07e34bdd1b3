import { kafkaConsumer as theirs } from '@aws-lambda-powertools/kafka';
import avro from 'avro-js';
import protobuf from 'protobufjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { kafkaConsumer as ours, SchemaType } from '../../src/kafka/index.js';
import type { MSKEvent, Record, SchemaConfig } from '../../src/kafka/types.js';

const base64 = (value: string | Uint8Array): string => Buffer.from(value).toString('base64');

const avroSchema = JSON.stringify({
  type: 'record',
  name: 'Order',
  fields: [
    { name: 'id', type: 'string' },
    { name: 'quantity', type: 'int' },
  ],
});
const avroType = avro.parse(avroSchema) as unknown as { toBuffer(value: object): Buffer };

const Order = protobuf
  .parse('syntax = "proto3"; message Order { string id = 1; int32 quantity = 2; }')
  .root.lookupType('Order');
const encoded = Order.encode({ id: 'a', quantity: 2 }).finish();
const after = (...bytes: number[]): string => base64(Buffer.from([...bytes, ...encoded]));

const numeric = { dataFormat: 'PROTOBUF', schemaId: '123' };
const uuid = { dataFormat: 'PROTOBUF', schemaId: '7d55d475-2244-4485-8341-f74468c1e058' };

const json: SchemaConfig = { value: { type: SchemaType.JSON } };
const parsed: SchemaConfig = {
  key: { type: SchemaType.JSON, parserSchema: z.number() },
  value: { type: SchemaType.JSON, parserSchema: z.object({ id: z.string(), quantity: z.coerce.number() }) },
};
const avroConfig: SchemaConfig = { value: { type: SchemaType.AVRO, schema: avroSchema } };
const protobufConfig: SchemaConfig = { value: { type: SchemaType.PROTOBUF, schema: Order } };
const later = z.object({ id: z.string() }).refine(async () => true);

const cases: readonly (readonly [what: string, config: SchemaConfig | undefined, record: Partial<Record>])[] = [
  ['text', undefined, { key: base64('k'), value: base64('é') }],
  ['no key', undefined, { value: base64('v') }],
  ['an empty key', undefined, { key: '', value: base64('v') }],
  ['a null key and value', undefined, { key: null, value: null }],
  ['no value', undefined, {}],
  ['an empty value', undefined, { value: '' }],
  ['JSON', json, { key: base64('k'), value: base64('{"id":"a"}') }],
  ['JSON of null', json, { value: base64('null') }],
  ['text where JSON is expected', json, { value: base64('plain') }],
  ['an empty value where JSON is expected', json, { value: '' }],
  ['null where JSON is expected', json, { value: null }],
  ['what schemas take', parsed, { key: base64('5'), value: base64('{"id":"a","quantity":"2"}') }],
  ['what schemas refuse', parsed, { key: base64('"x"'), value: base64('{"quantity":"2"}') }],
  ['null, which schemas are not asked about', parsed, { key: null, value: null }],
  ['a schema that answers later', { value: { type: 'json', parserSchema: later } }, { value: base64('{"id":"a"}') }],
  ['Avro', avroConfig, { value: base64(avroType.toBuffer({ id: 'a', quantity: 2 })) }],
  ['Avro that is cut', avroConfig, { value: base64(avroType.toBuffer({ id: 'a', quantity: 2 }).subarray(0, 1)) }],
  ['Avro without its schema', { value: { type: 'avro', schema: '' } }, { value: base64('v') }],
  ['Avro with a schema that is none', { value: { type: 'avro', schema: '{' } }, { value: base64('v') }],
  ['Protobuf', protobufConfig, { value: after(), valueSchemaMetadata: { dataFormat: 'PROTOBUF' } }],
  ['Protobuf of Glue', protobufConfig, { value: after(0), valueSchemaMetadata: uuid }],
  ['Protobuf of Confluent, its first message', protobufConfig, { value: after(0), valueSchemaMetadata: numeric }],
  ['Protobuf of Confluent, indexes as zigzag', protobufConfig, { value: after(2, 0), valueSchemaMetadata: numeric }],
  ['Protobuf of Confluent, indexes plain', protobufConfig, { value: after(1, 0), valueSchemaMetadata: numeric }],
  ['Protobuf that is none', protobufConfig, { value: base64('zzzz'), valueSchemaMetadata: { dataFormat: 'PROTOBUF' } }],
  [
    'Protobuf without its message type',
    { value: { type: 'protobuf', schema: undefined as never } },
    { value: after(), valueSchemaMetadata: { dataFormat: 'PROTOBUF' } },
  ],
  ['a form that is not known', { value: { type: 'xml' as never } }, { value: base64('v') }],
  ['headers', undefined, { value: base64('v'), headers: [{ traceId: [97, 98] }, { empty: [] }] }],
  ['headers that are null', undefined, { value: base64('v'), headers: null }],
];

const eventOf = (record: Partial<Record>): MSKEvent => ({
  eventSource: 'aws:kafka',
  eventSourceArn: 'arn:aws:kafka:eu-west-1:123456789012:cluster/a/b',
  bootstrapServers: 'b-1:9092',
  records: { 'orders-0': [recordOf(record, 1), recordOf(record, 2)], 'other-1': [recordOf(record, 3)] },
});

const recordOf = (record: Partial<Record>, offset: number): Record => ({
  topic: 'orders',
  partition: 0,
  offset,
  timestamp: 1_700_000_000_000,
  timestampType: 'CREATE_TIME',
  headers: [],
  valueSchemaMetadata: { dataFormat: 'JSON' },
  keySchemaMetadata: { dataFormat: 'JSON' },
  ...record,
});

/** What is read, or the class of the error; messages of theirs quote the data. */
const outcomeOf = (read: () => unknown): unknown => {
  try {
    const value = read();
    // The class of a message is that of its package.
    return { value: typeof value === 'object' && value !== null ? { ...value } : value };
  } catch (error) {
    return { error: (error as Error).name };
  }
};

const outcomesOf = async (consumer: unknown, config: SchemaConfig | undefined, event: unknown): Promise<unknown> => {
  type Any = (
    handler: (event: { records: object[] }) => unknown,
    config: unknown,
  ) => (event: unknown) => Promise<unknown>;
  const handler = (consumer as Any)(
    ({ records, ...rest }) => ({
      ...rest,
      records: records.map((record) =>
        Object.fromEntries(Object.keys(record).map((key) => [key, outcomeOf(() => Reflect.get(record, key))])),
      ),
    }),
    config,
  );
  try {
    return await handler(event);
  } catch (error) {
    return { error: (error as Error).name };
  }
};

describe('a Kafka consumer', () => {
  // That of Powertools prints what it cannot read.
  beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
  afterEach(() => void vi.restoreAllMocks());

  it.each(cases)('reads what that of Powertools reads: %s', async (_what, config, record) => {
    const event = eventOf(record);
    expect(await outcomesOf(ours, config, event)).toEqual(await outcomesOf(theirs, config, event));
  });

  it.each([undefined, null, 'text', {}, { records: [] }, { records: { a: 1 } }, { records: {} }])(
    'takes the events that that of Powertools takes: %j',
    async (event) => {
      expect(await outcomesOf(ours, undefined, event)).toEqual(await outcomesOf(theirs, undefined, event));
    },
  );
});
