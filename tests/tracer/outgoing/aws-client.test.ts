import { DynamoDBClient, GetItemCommand, PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { ReceiveMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { context, SpanKind, SpanStatusCode, TraceFlags, trace } from '@opentelemetry/api';
import { captureAWSv3Client, Tracer } from 'otel-powertools/tracer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type RecordedTelemetry, registerTelemetry, unregisterTelemetry } from '../telemetry.js';
import { type Answer, clientConfiguration, recordingHandler } from './recording-handler.js';

let telemetry: RecordedTelemetry;
beforeAll(() => {
  telemetry = registerTelemetry();
});
beforeEach(() => telemetry.exporter.reset());
afterEach(() => vi.unstubAllEnvs());
afterAll(unregisterTelemetry);

const inSpan = <T>(work: () => Promise<T>): Promise<T> =>
  trace.getTracer('test').startActiveSpan('handler', async (span) => {
    try {
      return await work();
    } finally {
      span.end();
    }
  });

const dynamoDb = (...answers: (Answer | Error)[]) => {
  const requestHandler = recordingHandler(...answers);
  const client = captureAWSv3Client(new DynamoDBClient({ ...clientConfiguration, requestHandler }));
  return { client, requestHandler };
};

const getItem = () =>
  new GetItemCommand({ TableName: 'orders', Key: { id: { S: 'secret-id' } }, ConsistentRead: true });

describe('captureAWSv3Client', () => {
  it('describes the call, and nothing of what was asked for', async () => {
    const { client } = dynamoDb({ body: { Item: { id: { S: 'secret-id' } } } });
    await inSpan(() => client.send(getItem()));
    const span = telemetry.span('DynamoDB.GetItem');
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.attributes).toEqual({
      'rpc.system': 'aws-api',
      'rpc.service': 'DynamoDB',
      'rpc.method': 'GetItem',
      'cloud.region': 'eu-west-1',
      'db.system.name': 'aws.dynamodb',
      'db.operation.name': 'GetItem',
      'db.collection.name': 'orders',
      'aws.dynamodb.table_names': ['orders'],
      'aws.dynamodb.consistent_read': true,
      'aws.request_id': 'request-1',
      'http.response.status_code': 200,
    });
    expect(span.parentSpanContext?.spanId).toBe(telemetry.span('handler').spanContext().spanId);
  });

  it('names every table of a transaction once', async () => {
    const { client } = dynamoDb();
    const put = (TableName: string) => ({ Put: { TableName, Item: { id: { S: '1' } } } });
    await inSpan(() =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: [put('orders'), put('arn:aws:dynamodb:eu-west-1:123456789012:table/stock'), put('orders')],
        }),
      ),
    );
    expect(telemetry.span('DynamoDB.TransactWriteItems').attributes['aws.dynamodb.table_names']).toEqual([
      'orders',
      'stock',
    ]);
  });

  it('counts the attempts after the first', async () => {
    const { client, requestHandler } = dynamoDb({ statusCode: 500 }, {});
    await inSpan(() => client.send(getItem()));
    expect(requestHandler.sent).toHaveLength(2);
    expect(telemetry.spans().map((span) => span.name)).toEqual(['DynamoDB.GetItem', 'handler']);
    expect(telemetry.span('DynamoDB.GetItem').attributes['http.request.resend_count']).toBe(1);
  });

  it("records the service's own error code, status and request id", async () => {
    const { client } = dynamoDb({
      statusCode: 400,
      body: { __type: 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException', message: 'It is there.' },
    });
    const put = new PutItemCommand({ TableName: 'orders', Item: { id: { S: '1' } } });
    await expect(inSpan(() => client.send(put))).rejects.toThrow('It is there.');
    const span = telemetry.span('DynamoDB.PutItem');
    expect(span.attributes).toMatchObject({
      'error.type': 'ConditionalCheckFailedException',
      'http.response.status_code': 400,
      'aws.request_id': 'request-1',
    });
    expect(span.status).toEqual({ code: SpanStatusCode.ERROR, message: 'It is there.' });
    expect(span.events[0]?.attributes).toMatchObject({ 'exception.type': 'ConditionalCheckFailedException' });
  });

  it('records a connection that fails', async () => {
    const { client } = dynamoDb(Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }));
    await expect(inSpan(() => client.send(getItem()))).rejects.toThrow('connect ECONNREFUSED');
    const span = telemetry.span('DynamoDB.GetItem');
    expect(span.status.code).toBe(SpanStatusCode.ERROR);
    expect(span.attributes).not.toHaveProperty('aws.request_id');
  });

  it('names its own span in the trace header, and hands the lineage on', async () => {
    vi.stubEnv(
      '_X_AMZN_TRACE_ID',
      'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:a87bd80c:0;Self=1-5759e988-bd862e3fe1be46a994272794',
    );
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'function');
    const { client, requestHandler } = dynamoDb();
    await inSpan(() => client.send(getItem()));
    const { traceId, spanId } = telemetry.span('DynamoDB.GetItem').spanContext();
    const headers = Object.entries(requestHandler.sent[0]?.headers ?? {}).filter(([name]) =>
      /^x-amzn-trace-id$/i.test(name),
    );
    expect(headers).toEqual([
      [
        'X-Amzn-Trace-Id',
        `Root=1-${traceId.slice(0, 8)}-${traceId.slice(8)};Parent=${spanId};Sampled=1;Lineage=1:a87bd80c:0`,
      ],
    ]);
  });

  it('hands on that a trace is not sampled, without a span', async () => {
    const { client, requestHandler } = dynamoDb();
    const parent = {
      traceId: '5759e988bd862e3fe1be46a994272793',
      spanId: '53995c3f42cd8ad8',
      traceFlags: TraceFlags.NONE,
    };
    await context.with(trace.setSpanContext(context.active(), parent), () => client.send(getItem()));
    expect(telemetry.spans()).toEqual([]);
    expect(requestHandler.sent[0]?.headers['X-Amzn-Trace-Id']).toMatch(
      /^Root=1-5759e988-bd862e3fe1be46a994272793;Parent=[0-9a-f]{16};Sampled=0$/,
    );
  });

  it('begins no trace of its own', async () => {
    const { client, requestHandler } = dynamoDb();
    await client.send(getItem());
    expect(telemetry.spans()).toEqual([]);
    expect(requestHandler.sent[0]?.headers).not.toHaveProperty('X-Amzn-Trace-Id');
  });

  it('gives one span however often a client is captured, and changes no other client', async () => {
    const { client } = dynamoDb();
    expect(captureAWSv3Client(captureAWSv3Client(client))).toBe(client);
    const other = new DynamoDBClient({ ...clientConfiguration, requestHandler: recordingHandler() });
    await inSpan(async () => {
      await client.send(getItem());
      await other.send(getItem());
    });
    expect(telemetry.spans().map((span) => span.name)).toEqual(['DynamoDB.GetItem', 'handler']);
  });

  it('adds none to the span of another instrumentation of the SDK, but hands that one on', async () => {
    const { client, requestHandler } = dynamoDb();
    await trace
      .getTracer('@opentelemetry/instrumentation-aws-sdk')
      .startActiveSpan('DynamoDB.GetItem', { attributes: { 'rpc.system': 'aws-api' } }, async (span) => {
        await client.send(getItem());
        span.end();
      });
    expect(telemetry.spans()).toHaveLength(1);
    const { spanId } = telemetry.span('DynamoDB.GetItem').spanContext();
    expect(requestHandler.sent[0]?.headers['X-Amzn-Trace-Id']).toContain(`Parent=${spanId}`);
  });

  it('describes receiving as consuming, and counts the messages', async () => {
    const requestHandler = recordingHandler({
      body: { Messages: [{ Body: 'a', MD5OfBody: '0cc175b9c0f1b6a831c399e269772661' }] },
    });
    const client = captureAWSv3Client(new SQSClient({ ...clientConfiguration, requestHandler }));
    await inSpan(() =>
      client.send(new ReceiveMessageCommand({ QueueUrl: 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders' })),
    );
    expect(telemetry.span('SQS.ReceiveMessage').kind).toBe(SpanKind.CONSUMER);
    expect(telemetry.span('SQS.ReceiveMessage').attributes).toMatchObject({
      'messaging.system': 'aws_sqs',
      'messaging.destination.name': 'orders',
      'messaging.operation.type': 'receive',
      'messaging.batch.message_count': 1,
      'aws.sqs.queue.url': 'https://sqs.eu-west-1.amazonaws.com/123456789012/orders',
    });
  });

  it.each([
    'orders',
    'orders:live',
    'arn:aws:lambda:eu-west-1:123456789012:function:orders:live',
    '123456789012:function:orders',
  ])('names the function called as %s', async (FunctionName) => {
    const client = captureAWSv3Client(new LambdaClient({ ...clientConfiguration, requestHandler: recordingHandler() }));
    await inSpan(() => client.send(new InvokeCommand({ FunctionName })));
    expect(telemetry.span('Lambda.Invoke').attributes).toMatchObject({
      'faas.invoked_name': 'orders',
      'faas.invoked_provider': 'aws',
    });
  });

  it.each([[undefined], [null], [{}], ['client'], [{ middlewareStack: {} }]])('gives %j back as it is', (client) => {
    expect(captureAWSv3Client(client)).toBe(client);
  });

  it('leaves a client alone when the Tracer is off', async () => {
    const tracer = new Tracer({ enabled: false });
    const client = new DynamoDBClient({ ...clientConfiguration, requestHandler: recordingHandler() });
    expect(tracer.captureAWSv3Client(client)).toBe(client);
    await inSpan(() => client.send(getItem()));
    expect(telemetry.spans().map((span) => span.name)).toEqual(['handler']);
  });
});
