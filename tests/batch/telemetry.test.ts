import { metrics as meters, propagation, trace } from '@opentelemetry/api';
import { configure, currentInvocation, withPowertools } from 'otel-powertools';
import {
  BatchProcessor,
  batch,
  processPartialResponse,
  processPartialResponseSync,
  SqsFifoPartialProcessor,
} from 'otel-powertools/batch';
import { Logger } from 'otel-powertools/logger';
import { Metrics } from 'otel-powertools/metrics';
import { captureTelemetry, lambdaContext } from 'otel-powertools/testing';
import { Tracer } from 'otel-powertools/tracer';
import { describe, expect, it } from 'vitest';
import { bodyOf, dynamodbRecord, kinesisRecord, sqsRecord } from './support.js';

configure({ service: 'shop' });
const context = lambdaContext();
const turn = () => new Promise((resolve) => setImmediate(resolve));
const traceparent = (digit: string) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;
const failOn = async (record: Parameters<typeof bodyOf>[0]) => {
  await turn();
  if (bodyOf(record) === 'fail') throw new TypeError('the record cannot be processed');
};

describe('the span of a record', () => {
  it.each([
    [
      'SQS',
      batch(failOn, { source: 'SQS' }),
      [sqsRecord('m-1', 'größe', { group: 'G-1' }), sqsRecord('m-2', 'ok', { fifo: true })],
      'process orders.fifo',
      {
        'messaging.system': 'aws_sqs',
        'messaging.operation.type': 'process',
        'messaging.operation.name': 'process',
        'messaging.destination.name': 'orders.fifo',
        'messaging.message.id': 'm-1',
        'messaging.message.body.size': 7,
        'messaging.aws_sqs.message.group_id': 'G-1',
        'messaging.aws_sqs.message.sequence_number': 'sequence-m-1',
      },
    ],
    [
      'Kinesis',
      batch(failOn, { source: 'KinesisDataStreams' }),
      [kinesisRecord('49590', 'größe'), kinesisRecord('49591', 'ok')],
      'process clicks',
      {
        'messaging.system': 'aws_kinesis',
        'messaging.operation.type': 'process',
        'messaging.operation.name': 'process',
        'messaging.destination.name': 'clicks',
        'messaging.destination.partition.id': 'shardId-000000000006',
        'messaging.message.id': '49590',
        'messaging.message.body.size': 7,
      },
    ],
    [
      'DynamoDB',
      batch(failOn, { source: 'DynamoDBStreams' }),
      [dynamodbRecord('111', 'größe'), dynamodbRecord('112', 'ok')],
      'process carts',
      {
        'messaging.system': 'aws_dynamodb_streams',
        'messaging.operation.type': 'process',
        'messaging.operation.name': 'process',
        'messaging.destination.name': 'carts',
        'messaging.message.id': '111',
        'messaging.message.body.size': 42,
        'aws.dynamodb.event_name': 'MODIFY',
      },
    ],
  ] as const)(
    'of %s has what the messaging conventions have, below that of the invocation',
    async (_name, handler, records, name, attributes) => {
      using telemetry = captureTelemetry();
      await withPowertools(handler as (event: unknown, of: typeof context) => Promise<unknown>)(
        { Records: records },
        context,
      );
      const [invocation, first, second] = telemetry.spans;
      expect(telemetry.spans).toHaveLength(3);
      expect(invocation).toMatchObject({ name: 'function', status: { code: 'unset' } });
      expect(first).toMatchObject({ name, kind: 'consumer', parent: 'function', traceId: invocation?.traceId });
      expect(first?.attributes).toEqual(attributes);
      expect(second).toMatchObject({ name, kind: 'consumer', parent: 'function' });
    },
  );

  it('is linked to its own producer, whatever carries the trace', async () => {
    using telemetry = captureTelemetry();
    const wrapped = (body: object) => JSON.stringify(body);
    await withPowertools(batch(async () => {}, { source: 'SQS' }))(
      {
        Records: [
          sqsRecord('attribute', '', { attributes: { traceparent: traceparent('1') } }),
          sqsRecord('header', '', {
            traceHeader: `Root=1-${'2'.repeat(8)}-${'2'.repeat(24)};Parent=${'2'.repeat(16)};Sampled=1`,
          }),
          sqsRecord('both', '', {
            attributes: { traceparent: traceparent('3') },
            traceHeader: `Root=1-${'4'.repeat(8)}-${'4'.repeat(24)};Parent=${'4'.repeat(16)};Sampled=1`,
          }),
          sqsRecord(
            'sns',
            wrapped({
              Type: 'Notification',
              Message: '',
              MessageAttributes: { traceparent: { Type: 'String', Value: traceparent('5') } },
            }),
          ),
          sqsRecord(
            'bus',
            wrapped({ 'detail-type': 'Placed', source: 'shop', detail: { traceparent: traceparent('6') } }),
          ),
          sqsRecord('none', ''),
        ],
      },
      context,
    );
    const links = telemetry.spans.slice(1).map(({ links }) => links.map(({ spanId }) => spanId[0]).join());
    expect(links).toEqual(['1', '2', '3,4', '5', '6', '']);
  });

  it.each([
    [
      'Kinesis',
      batch(async () => {}, { source: 'KinesisDataStreams' }),
      kinesisRecord('1', JSON.stringify({ traceparent: traceparent('7') })),
    ],
    [
      'DynamoDB',
      batch(async () => {}, { source: 'DynamoDBStreams' }),
      {
        ...dynamodbRecord('1', ''),
        dynamodb: { SequenceNumber: '1', NewImage: { traceparent: { S: traceparent('7') } } },
      },
    ],
  ] as const)('of %s is linked by what its payload carries', async (_name, handler, record) => {
    using telemetry = captureTelemetry();
    await withPowertools(handler as (event: unknown, of: typeof context) => Promise<unknown>)(
      { Records: [record, record] },
      context,
    );
    expect(telemetry.spans.slice(1).map(({ links }) => links)).toEqual([
      [{ traceId: '7'.repeat(32), spanId: '7'.repeat(16) }],
      [{ traceId: '7'.repeat(32), spanId: '7'.repeat(16) }],
    ]);
  });

  it('has the baggage of its own producer', async () => {
    using _telemetry = captureTelemetry();
    const seen: unknown[] = [];
    await withPowertools(
      batch(
        async ({ messageId }) => {
          await turn();
          seen.push([messageId, propagation.getActiveBaggage()?.getEntry('tenant')?.value]);
        },
        { source: 'SQS' },
      ),
    )(
      {
        Records: [
          sqsRecord('1', '', { attributes: { traceparent: traceparent('1'), baggage: 'tenant=one' } }),
          sqsRecord('2', '', { attributes: { traceparent: traceparent('2'), baggage: 'tenant=two' } }),
          sqsRecord('3', ''),
        ],
      },
      context,
    );
    expect(seen).toEqual([
      ['1', 'one'],
      ['2', 'two'],
      ['3', undefined],
    ]);
  });

  it.each([
    ['the function', batch(failOn, { source: 'SQS' })],
    [
      'the processor',
      (event: { Records: ReturnType<typeof sqsRecord>[] }) =>
        processPartialResponse(event, failOn, new BatchProcessor('SQS')),
    ],
    [
      'a synchronous processor',
      async (event: { Records: ReturnType<typeof sqsRecord>[] }) =>
        processPartialResponseSync(
          event,
          (record: { body: string }) => {
            if (record.body === 'fail') throw new TypeError('the record cannot be processed');
          },
          new SqsFifoPartialProcessor(),
          { skipGroupOnError: true },
        ),
    ],
  ])('has the error and the id of a record that failed, and the invocation is none: %s', async (_name, handler) => {
    using telemetry = captureTelemetry();
    await withPowertools(handler)({ Records: [sqsRecord('good', ''), sqsRecord('bad', 'fail')] }, context);
    const [invocation, good, bad] = telemetry.spans;
    expect(invocation).toMatchObject({
      status: { code: 'unset' },
      attributes: { 'aws.lambda.batch_item_failures': 1 },
    });
    expect(good?.status).toEqual({ code: 'unset' });
    expect(bad).toMatchObject({
      status: { code: 'error', message: 'the record cannot be processed' },
      attributes: { 'messaging.message.id': 'bad', 'error.type': 'TypeError' },
      events: [{ name: 'exception', attributes: { 'exception.type': 'TypeError' } }],
    });
  });

  it.each([true, false])(
    'and the whole batch is an error of the invocation, thrown (%s) or not',
    async (throwOnFullBatchFailure) => {
      using telemetry = captureTelemetry();
      const handler = withPowertools(batch(failOn, { source: 'SQS', throwOnFullBatchFailure }));
      await handler({ Records: [sqsRecord('1', 'fail'), sqsRecord('2', 'fail')] }, context).catch(() => {});
      expect(telemetry.spans[0]).toMatchObject({
        status: { code: 'error' },
        attributes: { 'error.type': 'FullBatchFailureError' },
      });
    },
  );

  it('is the parent of what its handler does, and what the handler annotates', async () => {
    using telemetry = captureTelemetry();
    const tracer = new Tracer();
    await withPowertools(
      batch(
        async ({ body }) => {
          await turn();
          tracer.putAnnotation('body', body);
          trace.getTracer('test').startSpan(`work on ${body}`).end();
        },
        { source: 'SQS' },
      ),
    )({ Records: [sqsRecord('1', 'a'), sqsRecord('2', 'b')] }, context);
    const [, ...spans] = telemetry.spans;
    const records = spans.filter(({ kind }) => kind === 'consumer');
    expect(records.map(({ attributes }) => attributes.body)).toEqual(['a', 'b']);
    for (const [index, body] of ['a', 'b'].entries()) {
      const work = spans.find(({ name }) => name === `work on ${body}`);
      expect(work?.parentSpanId).toBe(records[index]?.spanId);
    }
  });

  it('says on the span of the invocation what the deadline left', async () => {
    using telemetry = captureTelemetry();
    const deadline = Date.now() + 300;
    const handler = withPowertools(
      batch(() => new Promise(() => {}), {
        source: 'SQS',
        concurrency: 1,
        deadlineMarginMillis: 200,
        throwOnFullBatchFailure: false,
      }),
    );
    await handler(
      { Records: [sqsRecord('1', ''), sqsRecord('2', '')] },
      { ...context, getRemainingTimeInMillis: () => deadline - Date.now() },
    );
    const [invocation, first, ...others] = telemetry.spans;
    expect(invocation?.events).toEqual([
      { name: 'batch.incomplete', attributes: { 'batch.not_begun': 1, 'batch.timed_out': 1 } },
    ]);
    expect(first).toMatchObject({ status: { code: 'error' }, attributes: { 'error.type': 'RecordTimeoutError' } });
    expect(others).toEqual([]);
  });
});

describe('log lines', () => {
  it('inside a record carry its message id and its span, also in parallel; others do not', async () => {
    using telemetry = captureTelemetry();
    const logger = new Logger();
    const handler = batch(
      async ({ body }) => {
        logger.appendKeys({ own: body });
        await turn();
        logger.info(`processing ${body}`);
      },
      { source: 'SQS' },
    );
    await withPowertools(async (event: Parameters<typeof handler>[0], of: typeof context) => {
      logger.appendKeys({ before: 'batch' });
      const answer = await handler(event, of);
      logger.info('after');
      return answer;
    })({ Records: [sqsRecord('m-1', 'a'), sqsRecord('m-2', 'b')] }, context);
    const [, first, second] = telemetry.spans;
    const [a, b, after] = telemetry.logs;
    expect(a).toMatchObject({
      message: 'processing a',
      spanId: first?.spanId,
      attributes: { message_id: 'm-1', own: 'a', before: 'batch' },
    });
    expect(b).toMatchObject({
      message: 'processing b',
      spanId: second?.spanId,
      attributes: { message_id: 'm-2', own: 'b', before: 'batch' },
    });
    expect(after?.attributes).toMatchObject({ before: 'batch' });
    expect(after?.attributes).not.toHaveProperty('message_id');
    expect(after?.attributes).not.toHaveProperty('own');
  });

  it('that a buffer keeps are written for the record that failed, and for no other', async () => {
    using telemetry = captureTelemetry();
    const logger = new Logger({ logLevel: 'INFO', logBufferOptions: { flushOnErrorLog: false } });
    await withPowertools(
      batch(
        async (record) => {
          logger.debug(`detail of ${record.messageId}`);
          await failOn(record);
        },
        { source: 'SQS' },
      ),
    )({ Records: [sqsRecord('good', ''), sqsRecord('bad', 'fail')] }, context);
    expect(telemetry.logs.map(({ message }) => message)).toEqual(['detail of bad']);
  });

  it('of a record carry the id without withPowertools too', async () => {
    using telemetry = captureTelemetry();
    const logger = new Logger();
    logger.addContext(context);
    await processPartialResponse(
      { Records: [sqsRecord('m-1', ''), sqsRecord('m-2', '')] },
      async () => {
        await turn();
        logger.info('in the record');
      },
      new BatchProcessor('SQS'),
    );
    logger.info('after');
    await telemetry.flush();
    expect(telemetry.logs.map(({ attributes }) => attributes.message_id)).toEqual(['m-1', 'm-2', undefined]);
  });
});

describe('metrics', () => {
  it('inside a record are published with its id and trace, and with dimensions that no other gets', async () => {
    using telemetry = captureTelemetry();
    const metrics = new Metrics({ namespace: 'Shop' });
    const lines: unknown[] = [];
    const handler = batch(
      async ({ body }) => {
        metrics.addDimension('tenant', body);
        metrics.addMetadata('body', body);
        await turn();
        metrics.addMetric('shipped', 'Count', 1);
        lines.push(metrics.serializeMetrics());
      },
      { source: 'SQS' },
    );
    await withPowertools(async (event: Parameters<typeof handler>[0], of: typeof context) => {
      metrics.addMetric('batches', 'Count', 1);
      return handler(event, of);
    })({ Records: [sqsRecord('m-1', 'a'), sqsRecord('m-2', 'b')] }, context);
    const [, first, second] = telemetry.spans;
    expect(lines).toMatchObject([
      { message_id: 'm-1', trace_id: first?.traceId, span_id: first?.spanId, tenant: 'a', body: 'a', shipped: 1 },
      { message_id: 'm-2', trace_id: second?.traceId, span_id: second?.spanId, tenant: 'b', body: 'b', shipped: 1 },
    ]);
    expect(telemetry.metrics.map(({ name, attributes }) => [name, attributes.tenant])).toEqual([
      ['shipped', 'a'],
      ['shipped', 'b'],
      ['batches', undefined],
    ]);
  });

  it('of records alone are enough for an invocation that must have metrics', async () => {
    using telemetry = captureTelemetry();
    const metrics = new Metrics({ namespace: 'Shop' });
    metrics.setThrowOnEmptyMetrics(true);
    const handler = batch(async () => void metrics.addMetric('shipped', 'Count', 1), { source: 'SQS' });
    await withPowertools(async (event: Parameters<typeof handler>[0], of: typeof context) => {
      await handler(event, of);
      metrics.publishStoredMetrics();
    })({ Records: [sqsRecord('1', '')] }, context);
    expect(telemetry.metrics.map(({ name }) => name)).toEqual(['shipped']);
  });

  it('count records by outcome where that is asked for, and not else', async () => {
    using telemetry = captureTelemetry();
    const event = { Records: [sqsRecord('1', ''), sqsRecord('2', 'fail'), sqsRecord('3', '')] };
    await withPowertools(batch(failOn, { source: 'SQS' }))(event, context);
    expect(telemetry.metrics).toEqual([]);
    await withPowertools(batch(failOn, { source: 'SQS', countOutcomes: true }))(event, context);
    expect(telemetry.metrics.map(({ name, value, attributes }) => [name, value, attributes])).toEqual([
      ['batch.records', 2, { 'batch.outcome': 'success' }],
      ['batch.records', 1, { 'batch.outcome': 'failure' }],
    ]);
    expect(meters.getMeterProvider()).toBeDefined();
  });
});

describe('the Invocation', () => {
  it('is one for each record, with what the invocation has', async () => {
    using _telemetry = captureTelemetry();
    const seen: unknown[] = [];
    const event = { Records: [sqsRecord('1', ''), sqsRecord('2', '')] };
    await withPowertools(
      batch(
        async () =>
          void seen.push(
            currentInvocation().keys,
            currentInvocation().lambdaContext?.awsRequestId,
            currentInvocation().event,
          ),
        {
          source: 'SQS',
        },
      ),
    )(event, context);
    expect(seen).toEqual([
      { message_id: '1' },
      context.awsRequestId,
      event,
      { message_id: '2' },
      context.awsRequestId,
      event,
    ]);
  });

  it('keeps the batches of overlapping invocations apart that share a processor', async () => {
    using _telemetry = captureTelemetry();
    const processor = new BatchProcessor('SQS');
    const handler = withPowertools(async (event: { Records: ReturnType<typeof sqsRecord>[] }) =>
      processPartialResponse(event, failOn, processor, { throwOnFullBatchFailure: false }),
    );
    const answers = await Promise.all([
      handler({ Records: [sqsRecord('1', 'fail'), sqsRecord('2', '')] }, context),
      handler({ Records: [sqsRecord('3', ''), sqsRecord('4', 'fail')] }, context),
    ]);
    expect(answers).toEqual([
      { batchItemFailures: [{ itemIdentifier: '1' }] },
      { batchItemFailures: [{ itemIdentifier: '4' }] },
    ]);
  });
});

describe('a tracer provider that throws', () => {
  it('fails no record', async () => {
    const span = trace.wrapSpanContext({ traceId: '1'.repeat(32), spanId: '1'.repeat(16), traceFlags: 1 });
    const throwing = Object.assign(Object.create(span), {
      isRecording: () => true,
      end() {
        throw new Error('no end');
      },
    });
    for (const startSpan of [
      () => throwing,
      () => {
        throw new Error('no start');
      },
    ]) {
      trace.disable();
      trace.setGlobalTracerProvider({ getTracer: () => ({ startSpan, startActiveSpan: startSpan as never }) });
      const answer = await batch(failOn, { source: 'SQS' })(
        { Records: [sqsRecord('1', ''), sqsRecord('2', 'fail')] },
        context,
      );
      expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: '2' }] });
    }
    trace.disable();
  });
});
