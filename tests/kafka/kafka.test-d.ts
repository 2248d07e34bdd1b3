import protobuf from 'protobufjs';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import { kafkaConsumer, SchemaType, withRecordSpan } from '../../src/kafka/index.js';
import type { SchemaConfig } from '../../src/kafka/types.js';

const order = z.object({ id: z.string() });

describe('the records of a Kafka consumer', () => {
  it('have the types of the configuration', () => {
    const handler = kafkaConsumer(
      async ({ records, eventSourceArn }, _context: { functionName: string }) => {
        expectTypeOf(records[0]?.key).toEqualTypeOf<number | undefined>();
        expectTypeOf(records[0]?.value).toEqualTypeOf<{ id: string } | undefined>();
        return eventSourceArn;
      },
      {
        key: { type: SchemaType.JSON, parserSchema: z.number() },
        value: { type: SchemaType.AVRO, schema: '"string"', parserSchema: order },
      },
    );
    expectTypeOf(handler).returns.resolves.toEqualTypeOf<string>();
  });

  it('have that of a message type, and text for a key', () => {
    const message = { decode: (_bytes: Uint8Array) => ({ id: 1 }) };
    kafkaConsumer(
      ({ records }, _context: unknown) => {
        expectTypeOf(records[0]?.key).toEqualTypeOf<string | undefined>();
        expectTypeOf(records[0]?.value).toEqualTypeOf<{ id: number } | undefined>();
      },
      { value: { type: SchemaType.PROTOBUF, schema: message } },
    );
    const schema = protobuf.parse('message Order { }').root.lookupType('Order');
    expectTypeOf<{ value: { type: 'protobuf'; schema: typeof schema } }>().toExtend<SchemaConfig>();
  });

  it('have the types that are given', () => {
    kafkaConsumer<string, { id: string }>(({ records }) => {
      expectTypeOf(records[0]?.key).toEqualTypeOf<string | undefined>();
      for (const record of records) {
        expectTypeOf(withRecordSpan(record, ({ value }) => value.id)).toEqualTypeOf<string>();
      }
    });
    // @ts-expect-error Avro has a schema
    kafkaConsumer<string, string>(() => {}, { value: { type: SchemaType.AVRO } });
  });
});
