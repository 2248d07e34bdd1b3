import type {
  Context,
  DynamoDBBatchResponse,
  DynamoDBRecord,
  DynamoDBStreamEvent,
  KinesisStreamEvent,
  MSKEvent,
  SQSBatchResponse,
  SQSEvent,
  SQSHandler,
  SQSRecord,
} from 'aws-lambda';
import { withPowertools } from 'otel-powertools';
import {
  BasePartialBatchProcessor,
  BatchProcessor,
  batch,
  EventType,
  type ParsedRecord,
  processPartialResponse,
  SqsFifoPartialProcessorAsync,
} from 'otel-powertools/batch';
import { eventBridgeBody, jsonBody, jsonData, jsonValue, snsBody } from 'otel-powertools/batch/envelopes';
import { parser } from 'otel-powertools/batch/parser';
import type {
  BaseRecord,
  FailureResponse,
  KafkaItemFailureResponse,
  KinesisStreamRecord,
  PartialItemFailureResponse,
  SqsRecord,
  SuccessResponse,
} from 'otel-powertools/batch/types';
import { describe, expectTypeOf, it } from 'vitest';
import { z } from 'zod';

const order = z.object({ order_id: z.string(), total: z.number() });
interface Order {
  order_id: string;
  total: number;
}

describe('the record of a batch', () => {
  it('follows from the source', () => {
    batch((record) => expectTypeOf(record).toEqualTypeOf<SqsRecord>(), { source: 'SQS' });
    batch((record) => expectTypeOf(record).toEqualTypeOf<SqsRecord>(), { source: EventType.SQS });
    batch((record) => expectTypeOf(record).toEqualTypeOf<KinesisStreamRecord>(), { source: 'KinesisDataStreams' });
    batch((record) => expectTypeOf(record.dynamodb?.NewImage?.id?.S).toEqualTypeOf<string | undefined>(), {
      source: 'DynamoDBStreams',
    });
    // @ts-expect-error there is no such source
    batch(() => {}, { source: 'queue' });
    // @ts-expect-error a source has to be given
    batch(() => {}, {});
    // @ts-expect-error a message of a queue has no such member
    batch(({ kinesis }) => kinesis, { source: 'SQS' });
  });

  it('follows from what unwraps it', () => {
    batch(({ body }) => expectTypeOf(body).toEqualTypeOf<Order>(), { source: 'SQS', envelope: jsonBody(order) });
    batch(({ body }) => expectTypeOf(body).toEqualTypeOf<unknown>(), { source: 'SQS', envelope: jsonBody() });
    batch(({ body }) => expectTypeOf(body.Message).toEqualTypeOf<string>(), { source: 'SQS', envelope: snsBody() });
    batch(({ body }) => expectTypeOf(body.Message).toEqualTypeOf<Order>(), { source: 'SQS', envelope: snsBody(order) });
    batch(({ body }) => expectTypeOf(body.detail).toEqualTypeOf<Order>(), {
      source: 'SQS',
      envelope: eventBridgeBody(order),
    });
    batch(({ kinesis }) => expectTypeOf(kinesis.data).toEqualTypeOf<Order>(), {
      source: 'KinesisDataStreams',
      envelope: jsonData(order),
    });
    batch((text) => expectTypeOf(text).toEqualTypeOf<string>(), {
      source: 'SQS',
      envelope: { unwrap: ({ body }: SqsRecord) => body },
    });
    // @ts-expect-error what unwraps messages of a queue does not unwrap records of a stream
    batch(() => {}, { source: 'KinesisDataStreams', envelope: jsonBody(order) });
  });

  it('may be written with the types of Lambda', () => {
    const handler = withPowertools(batch(async (record: SQSRecord) => record.body, { source: 'SQS' }));
    expectTypeOf(handler).toBeCallableWith({} as SQSEvent, {} as Context);
    expectTypeOf(handler).returns.resolves.toEqualTypeOf<PartialItemFailureResponse>();
    expectTypeOf<PartialItemFailureResponse>().toExtend<SQSBatchResponse>();
    expectTypeOf<PartialItemFailureResponse>().toExtend<DynamoDBBatchResponse>();
    expectTypeOf(withPowertools(batch(() => {}, { source: 'KinesisDataStreams' }))).toBeCallableWith(
      {} as KinesisStreamEvent,
      {} as Context,
    );
    expectTypeOf(withPowertools(batch(() => {}, { source: 'DynamoDBStreams' }))).toBeCallableWith(
      {} as DynamoDBStreamEvent,
      {} as Context,
    );
  });

  it('of Kafka is reported by partition and offset', () => {
    const handler = withPowertools(
      batch(
        ({ value, key }) => expectTypeOf([value, key] as const).toEqualTypeOf<readonly [Order, string | undefined]>(),
        {
          source: 'Kafka',
          envelope: jsonValue(order),
        },
      ),
    );
    expectTypeOf(handler).toBeCallableWith({} as MSKEvent, {} as Context);
    expectTypeOf(handler).returns.resolves.toEqualTypeOf<KafkaItemFailureResponse>();
  });

  it('has attempts in a queue only', () => {
    batch(() => {}, {
      source: 'SQS',
      maxAttempts: 3,
      onMaxAttempts: (record, error) => [record.messageId, error.message],
    });
    // @ts-expect-error a record of a stream does not say how often it was received
    batch(() => {}, { source: 'KinesisDataStreams', maxAttempts: 3, onMaxAttempts: () => {} });
  });
});

describe("Powertools' names", () => {
  it('take what they take there', () => {
    const handler: SQSHandler = async (event, context) =>
      processPartialResponse(event, async (_record: SQSRecord) => {}, new BatchProcessor(EventType.SQS), { context });
    expectTypeOf(handler).toBeFunction();
    void (async (event: DynamoDBStreamEvent) =>
      processPartialResponse(
        event,
        async (_record: DynamoDBRecord) => {},
        new BatchProcessor(EventType.DynamoDBStreams),
        {
          processInParallel: false,
          throwOnFullBatchFailure: false,
        },
      ));
    void (async (event: SQSEvent) =>
      processPartialResponse(event, async () => {}, new SqsFifoPartialProcessorAsync(), { skipGroupOnError: true }));
  });

  it('tell the options of FIFO processors from those of others', () => {
    const event: SQSEvent = { Records: [] };
    // @ts-expect-error only FIFO processors know groups
    void processPartialResponse(event, async () => {}, new BatchProcessor('SQS'), { skipGroupOnError: true });
    // @ts-expect-error a FIFO processor keeps the order
    void processPartialResponse(event, async () => {}, new SqsFifoPartialProcessorAsync(), { processInParallel: true });
  });

  it('tell how a parser is configured', () => {
    new BatchProcessor('SQS', { parser, innerSchema: order, transformer: 'json' });
    new BatchProcessor('SQS', { parser, schema: order });
    // @ts-expect-error one schema, not two
    new BatchProcessor('SQS', { parser, schema: order, innerSchema: order });
    // @ts-expect-error a schema needs the parser
    new BatchProcessor('SQS', { schema: order });
  });

  it('retype a parsed record', () => {
    expectTypeOf<ParsedRecord<SQSRecord, Order>['body']>().toEqualTypeOf<Order>();
    expectTypeOf<ParsedRecord<KinesisStreamRecord, Order>['kinesis']['data']>().toEqualTypeOf<Order>();
    expectTypeOf<ParsedRecord<DynamoDBRecord, Order, string>['dynamodb']['OldImage']>().toEqualTypeOf<string>();
  });

  it('can be extended', () => {
    class Own extends BasePartialBatchProcessor {
      async processRecord(record: BaseRecord): Promise<SuccessResponse | FailureResponse> {
        return this.successHandler(record as SqsRecord, undefined);
      }
      processRecordSync(_record: BaseRecord): SuccessResponse | FailureResponse {
        throw new Error('not used');
      }
    }
    void processPartialResponse({ Records: [] }, async () => {}, new Own(EventType.SQS));
  });
});
