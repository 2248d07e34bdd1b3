import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context as active, createNoopMeter, metrics as meters, type Span, trace } from '@opentelemetry/api';
import { BasicTracerProvider, type SpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Router } from 'otel-powertools/event-handler';
import { type RequestTracer, tracer } from 'otel-powertools/event-handler/http/middleware/tracer';
import { IdempotencyConfig, makeIdempotent } from 'otel-powertools/idempotency';
import { CachePersistenceLayer } from 'otel-powertools/idempotency/cache';
import { DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb';
import { SSMProvider } from 'otel-powertools/parameters/ssm/light';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AsyncLocalStorageContextManager } from '../../src/invocation/context/context-manager.js';
import { context, httpApi } from '../event-handler/fixtures.js';

/** A processor of somebody else, with a defect. */
class Throwing implements SpanProcessor {
  at: 'onStart' | 'onEnd' = 'onStart';
  started = 0;

  onStart(): void {
    this.started += 1;
    if (this.at === 'onStart') throw new Error('the processor threw in onStart');
  }

  onEnd(): void {
    if (this.at === 'onEnd') throw new Error('the processor threw in onEnd');
  }

  async forceFlush(): Promise<void> {}

  async shutdown(): Promise<void> {}
}

const recorder: RequestTracer = {
  isTracingEnabled: () => true,
  annotateColdStart: () => {},
  addServiceNameAnnotation: () => {},
  addResponseAsMetadata: () => {},
  addErrorAsMetadata: () => {},
};

const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };

describe.each(['onStart', 'onEnd'] as const)("somebody else's telemetry that throws in %s", (at) => {
  const processor = new Throwing();
  let outer: Span;
  let server: Server;
  let endpoint: string;

  beforeAll(async () => {
    active.setGlobalContextManager(new AsyncLocalStorageContextManager());
    outer = new BasicTracerProvider().getTracer('test').startSpan('outer');
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [processor] }));
    const add = (): never => {
      throw new Error('the counter threw');
    };
    const meter = Object.create(createNoopMeter(), { createCounter: { value: () => ({ add }) } });
    meters.setGlobalMeterProvider({
      getMeter: (name) => (name === 'otel-powertools/idempotency' ? meter : createNoopMeter()),
    });
    server = createServer((_request, response) => response.end('{"Parameter":{"Value":"of the store"}}'));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
    trace.disable();
    meters.disable();
    active.disable();
  });

  const idempotent = (persistenceStore: CachePersistenceLayer | DynamoDBPersistenceLayer) =>
    makeIdempotent(async (_: object) => 'done', {
      persistenceStore,
      keyPrefix: 'throwing',
      config: new IdempotencyConfig({ countOutcomes: true }),
    });

  it.each<[string, () => Promise<unknown>, unknown]>([
    [
      'an idempotent function with DynamoDB',
      () =>
        idempotent(new DynamoDBPersistenceLayer({ tableName: 't', awsSdkV3Client: { send: async () => ({}) } }))({
          a: 1,
        }),
      'done',
    ],
    [
      'an idempotent function with a cache',
      () => {
        const answer = async () => ['written', ''];
        return idempotent(new CachePersistenceLayer({ client: { evalSha: answer, eval: answer } }))({ a: 1 });
      },
      'done',
    ],
    [
      'a light client',
      () => new SSMProvider({ clientConfig: { endpoint, region: 'eu-west-1', credentials } }).get('name'),
      'of the store',
    ],
    [
      'a route with the middleware for traces',
      async () => {
        const app = new Router();
        app.use(tracer(recorder));
        app.get('/', () => 'served');
        return (await app.resolve(httpApi({ path: '/' }), context)).body;
      },
      '"served"',
    ],
  ])('changes no answer: %s', async (_what, work, expected) => {
    processor.at = at;
    processor.started = 0;
    expect(await active.with(trace.setSpan(active.active(), outer), work)).toBe(expected);
    expect(processor.started).toBeGreaterThan(0);
  });
});
