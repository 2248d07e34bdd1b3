import { context, diag, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { XRaySpanExporter } from 'otel-powertools/exporters/xray';
import { IdempotencyConfig, makeIdempotent } from 'otel-powertools/idempotency';
import { DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb';
import { DynamoDBPersistenceLayer as DynamoDBLightPersistenceLayer } from 'otel-powertools/idempotency/dynamodb-light';
import { captureAWSv3Client } from 'otel-powertools/tracer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AsyncLocalStorageContextManager } from '../../src/invocation/context/context-manager.js';
import { captureHttpRequests } from '../../src/tracer/outgoing/http/capture-http-requests.js';
import { type Daemon, startDaemon } from '../support/daemon.js';
import { type DynamoDBServer, startDynamoDB } from './dynamodb-server.js';

const exported = new InMemorySpanExporter();
let dynamodb: DynamoDBServer;
let daemon: Daemon;

beforeAll(async () => {
  dynamodb = await startDynamoDB();
  daemon = await startDaemon();
  captureHttpRequests();
});
afterAll(async () => {
  await dynamodb.stop();
  await daemon.close();
});
beforeEach(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager());
  const xray = new XRaySpanExporter({ daemonAddress: daemon.address });
  trace.setGlobalTracerProvider(
    new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exported), new SimpleSpanProcessor(xray)] }),
  );
});
afterEach(() => {
  exported.reset();
  trace.disable();
  context.disable();
  diag.disable();
});

const layers: readonly [string, () => DynamoDBPersistenceLayer | DynamoDBLightPersistenceLayer][] = [
  ['the AWS SDK', () => new DynamoDBPersistenceLayer({ tableName: 'simple', clientConfig: dynamodb.clientConfig })],
  [
    'a captured client of the AWS SDK',
    () => new DynamoDBPersistenceLayer({ tableName: 'simple', awsSdkV3Client: captureAWSv3Client(dynamodb.client) }),
  ],
  [
    'requests of its own',
    () => new DynamoDBLightPersistenceLayer({ tableName: 'simple', clientConfig: dynamodb.clientConfig }),
  ],
];

let keys = 0;
const calls = () => exported.getFinishedSpans().filter(({ kind }) => kind === SpanKind.CLIENT);

describe.each(layers)('an idempotent call in the trace of a layer with %s', (_, create) => {
  const handlerOf = (persistenceStore = create()) => {
    const pay = makeIdempotent(async (_event: { id: string }) => 'paid', {
      persistenceStore,
      config: new IdempotencyConfig({ eventKeyJmesPath: 'id' }),
      keyPrefix: `trace-${++keys}`,
    });
    return () =>
      trace.getTracer('test').startActiveSpan('handler', (span) => pay({ id: 'a' }).finally(() => span.end()));
  };

  it('is calls of DynamoDB, once each, with the table and the operation', async () => {
    const pay = handlerOf();
    await pay();
    expect(calls().map(({ name, status }) => [name, status.code])).toEqual([
      ['DynamoDB.PutItem', SpanStatusCode.UNSET],
      ['DynamoDB.UpdateItem', SpanStatusCode.UNSET],
    ]);
    expect(calls()[0]?.attributes).toMatchObject({
      'rpc.system': 'aws-api',
      'rpc.service': 'DynamoDB',
      'rpc.method': 'PutItem',
      'db.system.name': 'aws.dynamodb',
      'db.operation.name': 'PutItem',
      'db.collection.name': 'simple',
      'aws.dynamodb.table_names': ['simple'],
      'aws.request_id': expect.any(String),
      'cloud.region': 'eu-west-1',
      'http.response.status_code': 200,
    });
  });

  it('is no error where it is a replay', async () => {
    const pay = handlerOf();
    await pay();
    exported.reset();
    daemon.clear();
    await pay();
    const [put] = calls();
    expect(put?.name).toBe('DynamoDB.PutItem');
    expect(put?.attributes).toMatchObject({ 'aws.dynamodb.condition_failed': true, 'http.response.status_code': 400 });
    expect(put?.attributes).not.toHaveProperty('error.type');
    expect(exported.getFinishedSpans().map(({ status, events }) => [status.code, events])).toEqual(
      exported.getFinishedSpans().map(() => [SpanStatusCode.UNSET, []]),
    );
    const documents = await daemon.until((arrived) => arrived.length >= exported.getFinishedSpans().length);
    const document = documents.find(({ id }) => id === put?.spanContext().spanId);
    expect(document).toMatchObject({
      name: 'DynamoDB',
      namespace: 'aws',
      aws: { operation: 'PutItem', table_name: 'simple' },
    });
    for (const { error, fault, throttle, cause } of documents)
      expect([error, fault, throttle, cause]).toEqual(Array(4).fill(undefined));
  });
});

it('a table that is not there is an error, by its type alone', async () => {
  const persistenceStore = new DynamoDBLightPersistenceLayer({
    tableName: 'absent',
    clientConfig: dynamodb.clientConfig,
  });
  const pay = makeIdempotent(async (_event: { id: string }) => 'paid', { persistenceStore });
  const called = trace
    .getTracer('test')
    .startActiveSpan('handler', (span) => pay({ id: 'a' }).finally(() => span.end()));
  await expect(called).rejects.toThrow();
  expect(calls()[0]).toMatchObject({
    status: { code: SpanStatusCode.ERROR, message: 'ResourceNotFoundException' },
    attributes: { 'error.type': 'ResourceNotFoundException', 'http.response.status_code': 400 },
    events: [],
  });
});
