import { withPowertools } from 'otel-powertools';
import { type BatchEnvelope, batch } from 'otel-powertools/batch';
import { eventBridgeBody, jsonBody, jsonData, jsonValue, snsBody } from 'otel-powertools/batch/envelopes';
import { idempotentBy } from 'otel-powertools/batch/idempotency';
import type { SqsRecord } from 'otel-powertools/batch/types';
import { InMemoryPersistenceLayer } from 'otel-powertools/idempotency/persistence';
import { captureTelemetry, lambdaContext } from 'otel-powertools/testing';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { dynamodbRecord, kinesisRecord, sqsRecord } from './support.js';

const context = lambdaContext();
const failed = (...ids: string[]) => ({ batchItemFailures: ids.map((itemIdentifier) => ({ itemIdentifier })) });
const turn = () => new Promise((resolve) => setImmediate(resolve));
const order = z.object({ order_id: z.string() });

describe('the order of records', () => {
  const trace = (fail: (id: string) => boolean) => {
    const begun: string[] = [];
    let running = 0;
    let most = 0;
    return {
      begun,
      most: () => most,
      handle: async (id: string) => {
        begun.push(id);
        most = Math.max(most, ++running);
        await turn();
        running -= 1;
        if (fail(id)) throw new Error('failed');
      },
    };
  };

  it.each([
    ['a FIFO queue', (id: string, group: string) => sqsRecord(id, '', { group }), 'SQS'],
    ['a stream', (id: string, group: string) => kinesisRecord(id, '', group), 'KinesisDataStreams'],
    ['the stream of a table', (id: string, group: string) => dynamodbRecord(id, '', group), 'DynamoDBStreams'],
  ] as const)('is kept by group in %s, with groups at the same time', async (_name, make, source) => {
    const { begun, handle, most } = trace((id) => id === 'a1');
    const records = [make('a1', 'A'), make('a2', 'A'), make('b1', 'B'), make('b2', 'B'), make('a3', 'A')];
    const handler = batch((record) => handle(idOf(record)), { source }) as (
      event: unknown,
      of: typeof context,
    ) => Promise<unknown>;
    expect(await handler({ Records: records }, context)).toEqual(failed('a1', 'a2', 'a3'));
    expect(begun).toEqual(['a1', 'b1', 'b2']);
    expect(most()).toBe(2);
  });

  it.each([
    [
      'a standard queue, though its messages have groups',
      [sqsRecord('1', '', { group: 'A', fifo: false }), sqsRecord('2', '', { group: 'A', fifo: false })],
      {},
    ],
    [
      'a FIFO queue where that is said',
      [sqsRecord('1', '', { group: 'A' }), sqsRecord('2', '', { group: 'A' })],
      { order: 'none' },
    ],
  ] as const)('is any in %s', async (_name, Records, options) => {
    const { handle, most } = trace((id) => id === '1');
    const handler = batch(({ messageId }) => handle(messageId), { source: 'SQS', ...options });
    expect(await handler({ Records: [...Records] }, context)).toEqual(failed('1'));
    expect(most()).toBe(2);
  });

  const idOf = (record: object): string => {
    const { messageId, kinesis, dynamodb } = record as {
      messageId?: string;
      kinesis?: { sequenceNumber: string };
      dynamodb?: { SequenceNumber: string };
    };
    return messageId ?? kinesis?.sequenceNumber ?? dynamodb?.SequenceNumber ?? '';
  };
});

describe('maxAttempts', () => {
  const handle = async () => {
    throw new Error('poison');
  };

  it('has a record that failed in its last delivery handed over, and not sent again', async () => {
    using telemetry = captureTelemetry();
    const poison: unknown[] = [];
    const handler = batch(handle, {
      source: 'SQS',
      maxAttempts: 3,
      onMaxAttempts: async (record, error, of) => void poison.push([record.messageId, error.message, of.awsRequestId]),
      countOutcomes: true,
    });
    const event = {
      Records: [2, 3, 4].map((receiveCount) => sqsRecord(`received-${receiveCount}`, '', { receiveCount })),
    };
    expect(await withPowertools(handler)(event, context)).toEqual(failed('received-2'));
    expect(poison).toEqual([
      ['received-3', 'poison', context.awsRequestId],
      ['received-4', 'poison', context.awsRequestId],
    ]);
    expect(telemetry.spans.slice(1).map(({ status }) => status.message)).toEqual(['poison', 'poison', 'poison']);
    expect(telemetry.metrics.map(({ value, attributes }) => [attributes['batch.outcome'], value])).toEqual([
      ['given_up', 2],
      ['failure', 1],
    ]);
  });

  it('leaves a record failed that could not be handed over', async () => {
    const handler = batch(handle, {
      source: 'SQS',
      maxAttempts: 1,
      onMaxAttempts: async () => {
        throw new Error('the dead-letter queue is full');
      },
      throwOnFullBatchFailure: false,
    });
    expect(await handler({ Records: [sqsRecord('1', '')] }, context)).toEqual(failed('1'));
  });

  it('is a whole number, with something to call', () => {
    expect(() => batch(handle, { source: 'SQS', maxAttempts: 0, onMaxAttempts: () => {} })).toThrow(
      'maxAttempts is a whole number from 1 on, not 0.',
    );
    expect(() => batch(handle, { source: 'SQS', maxAttempts: 3 })).toThrow('onMaxAttempts');
  });
});

describe('idempotency', () => {
  it('has a record processed once, whichever batch it comes in', async () => {
    const charged: string[] = [];
    const handler = batch(
      async ({ body }) => {
        charged.push(body.order_id);
        if (body.order_id === 'fails once' && charged.filter((id) => id === 'fails once').length === 1)
          throw new Error('failed');
      },
      {
        source: 'SQS',
        envelope: jsonBody(order),
        idempotency: idempotentBy('body.order_id', { persistenceStore: new InMemoryPersistenceLayer() }),
      },
    );
    const record = (id: string, orderId: string) => sqsRecord(id, JSON.stringify({ order_id: orderId }));
    expect(
      await handler({ Records: [record('1', 'A'), record('2', 'fails once'), record('3', 'B')] }, context),
    ).toEqual(failed('2'));
    // Delivered again, and sent again with another message id.
    expect(
      await handler({ Records: [record('2', 'fails once'), record('4', 'A'), record('1', 'A')] }, context),
    ).toEqual(failed());
    expect(charged).toEqual(['A', 'fails once', 'B', 'fails once']);
  });

  it('finds a duplicate in the same batch, which fails or waits', async () => {
    const duplicates = { Records: [sqsRecord('1', 'same'), sqsRecord('2', 'same')] };
    for (const onInProgress of ['throw', 'wait'] as const) {
      const charged: string[] = [];
      const handler = batch(
        async ({ messageId }) => {
          charged.push(messageId);
          await turn();
        },
        {
          source: 'SQS',
          idempotency: idempotentBy('body', { persistenceStore: new InMemoryPersistenceLayer(), onInProgress }),
        },
      );
      expect(await handler(duplicates, context)).toEqual(onInProgress === 'wait' ? failed() : failed('2'));
      expect(charged).toEqual(['1']);
    }
  });

  it('fails a record that has no key', async () => {
    const handler = batch(async () => {}, {
      source: 'SQS',
      idempotency: idempotentBy('powertools_json(body).order_id', { persistenceStore: new InMemoryPersistenceLayer() }),
    });
    expect(await handler({ Records: [sqsRecord('1', '{}'), sqsRecord('2', '{"order_id":"A"}')] }, context)).toEqual(
      failed('1'),
    );
  });
});

describe('envelopes', () => {
  const notification = (message: string) =>
    JSON.stringify({ Type: 'Notification', MessageId: 'n', TopicArn: 't', Message: message, Timestamp: '2026-01-01' });
  const busEvent = (detail: unknown) => JSON.stringify({ 'detail-type': 'Placed', source: 'shop', detail });
  const json = '{"order_id":"A"}';

  const run = async (envelope: BatchEnvelope<SqsRecord, unknown>, body: string) => {
    const seen: unknown[] = [];
    const errors: string[] = [];
    await batch(async (record: unknown) => void seen.push((record as { body: unknown }).body), {
      source: 'SQS',
      envelope,
    })({ Records: [sqsRecord('1', body)] }, context).catch(({ recordErrors }) =>
      errors.push(...recordErrors.map(String)),
    );
    return seen.length > 0 ? seen[0] : errors.join();
  };

  it.each([
    ['JSON', jsonBody(), json, { order_id: 'A' }],
    ['JSON with a schema', jsonBody(order), json, { order_id: 'A' }],
    [
      'JSON that its schema refuses',
      jsonBody(order),
      '{"order_id":7}',
      expect.stringMatching(/^ParsingError: body\.order_id: /),
    ],
    ['what is not JSON', jsonBody(), 'secret', 'ParsingError: body: it is not JSON.'],
    ['a notification', snsBody(), notification('text'), expect.objectContaining({ TopicArn: 't', Message: 'text' })],
    [
      'a notification with a schema',
      snsBody(order),
      notification(json),
      expect.objectContaining({ Message: { order_id: 'A' } }),
    ],
    [
      'a notification that its schema refuses',
      snsBody(order),
      notification('{}'),
      expect.stringContaining('body.Message.order_id: '),
    ],
    ['what is no notification', snsBody(), json, expect.stringContaining('body: it is not a notification of SNS')],
    [
      'an event',
      eventBridgeBody(),
      busEvent({ any: 1 }),
      expect.objectContaining({ source: 'shop', detail: { any: 1 } }),
    ],
    [
      'an event with a schema',
      eventBridgeBody(order),
      busEvent({ order_id: 'A' }),
      expect.objectContaining({ detail: { order_id: 'A' } }),
    ],
    [
      'an event that its schema refuses',
      eventBridgeBody(order),
      busEvent({}),
      expect.stringContaining('body.detail.order_id: '),
    ],
    ['what is no event', eventBridgeBody(), json, expect.stringContaining('body: it is not an event of EventBridge')],
  ])('unwrap %s', async (_name, envelope, body, expected) => {
    expect(await run(envelope, body)).toEqual(expected);
  });

  it('unwrap the data of a stream', async () => {
    const seen: unknown[] = [];
    const handler = batch(async ({ kinesis }) => void seen.push(kinesis.data.order_id), {
      source: 'KinesisDataStreams',
      envelope: jsonData(order),
    });
    expect(await handler({ Records: [kinesisRecord('1', json), kinesisRecord('2', 'no', 'other')] }, context)).toEqual(
      failed('2'),
    );
    expect(seen).toEqual(['A']);
  });
});

describe('a batch of Kafka', () => {
  const record = (offset: number, value: string, { topic = 'orders', partition = 0 } = {}) => ({
    topic,
    partition,
    offset,
    timestamp: 1767225600000,
    timestampType: 'CREATE_TIME',
    key: Buffer.from('key').toString('base64'),
    value: Buffer.from(value).toString('base64'),
    headers: [{ traceparent: [...Buffer.from(`00-${'1'.repeat(32)}-${'1'.repeat(16)}-01`)] }],
  });
  const event = {
    records: {
      'orders-0': [record(7, '{"order_id":"A"}'), record(8, 'no'), record(9, '{"order_id":"B"}')],
      'carts-3': [record(1, '{"order_id":"C"}', { topic: 'carts', partition: 3 })],
    },
  };

  it('is processed by partition, decoded, and reported by partition and offset', async () => {
    using telemetry = captureTelemetry();
    const seen: unknown[] = [];
    const handler = batch(
      async ({ key, value, headers }) => void seen.push([key, value.order_id, headers.traceparent]),
      {
        source: 'Kafka',
        envelope: jsonValue(order),
      },
    );
    expect(await withPowertools(handler)(event, context)).toEqual({
      // The order of a partition is kept, so what comes after the failure is left for the next time.
      batchItemFailures: [
        { itemIdentifier: { partition: 'orders-0', offset: 8 } },
        { itemIdentifier: { partition: 'orders-0', offset: 9 } },
      ],
    });
    expect(seen).toEqual([
      ['key', 'A', `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01`],
      ['key', 'C', `00-${'1'.repeat(32)}-${'1'.repeat(16)}-01`],
    ]);
    const records = telemetry.spans.filter(({ attributes }) => attributes['messaging.kafka.offset'] !== undefined);
    expect(records.map(({ name, links }) => [name, links.length])).toEqual([
      ['process orders', 1],
      ['process carts', 1],
      ['process orders', 1],
    ]);
    expect(records[0]?.attributes).toEqual({
      'messaging.system': 'kafka',
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'process',
      'messaging.destination.name': 'orders',
      'messaging.destination.partition.id': '0',
      'messaging.message.id': 'orders-0@7',
      'messaging.message.body.size': 16,
      'messaging.kafka.offset': 7,
    });
  });

  it('is refused where it is none', async () => {
    const handler = batch(async () => {}, { source: 'Kafka' });
    await expect(handler({ Records: [] } as never, context)).rejects.toMatchObject({
      name: 'UnexpectedBatchTypeError',
    });
  });
});
