import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { context, diag, propagation, trace } from '@opentelemetry/api';
import { configure, withPowertools } from 'otel-powertools';
import { captureAWSv3Client, Tracer } from 'otel-powertools/tracer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { reset } from '../../src/shared/process-state.js';
import { type Daemon, type FlatDocument, startDaemon } from '../support/daemon.js';
import { lambdaContext, traceHeader } from '../support/lambda.js';
import { clientConfiguration, recordingHandler } from './outgoing/recording-handler.js';

let daemon: Daemon;
let server: http.Server;
let origin: string;
const received: http.IncomingMessage[] = [];

beforeAll(async () => {
  daemon = await startDaemon();
  server = http.createServer((request, response) => {
    received.push(request);
    response.end('hello');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await daemon.close();
});

// Each test is a process of its own: at its beginning nothing is set up, and the environment is Lambda's at INIT.
beforeEach(() => {
  vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders');
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs22.x');
  vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', daemon.address);
  vi.stubEnv('_X_AMZN_TRACE_ID', undefined);
  daemon.clear();
  received.length = 0;
});
afterEach(() => {
  vi.unstubAllEnvs();
  Reflect.deleteProperty(globalThis, 'awslambda');
  reset();
  for (const api of [trace, context, propagation, diag]) api.disable();
});

interface Invoked {
  readonly header: string;
  readonly traceId: string;
  readonly parentId: string;
}

/** Calls a handler as Lambda's runtime does: in its own asynchronous execution, with a header of its own. */
const invoke = async (handler: () => unknown, given = traceHeader()): Promise<Invoked> => {
  vi.stubEnv('_X_AMZN_TRACE_ID', given.header);
  await handler();
  return given;
};

const pause = (): Promise<void> => delay(2);

/** What a module has, as the documentation of Powertools has it. */
const createModule = () => {
  const tracer = new Tracer({ serviceName: 'orders' });
  const requestHandler = recordingHandler();
  const client = tracer.captureAWSv3Client(new DynamoDBClient({ ...clientConfiguration, requestHandler }));
  const charge = tracer.captureMethod(async function charge() {
    await pause();
  });
  const order = tracer.captureMethod(async function order() {
    await Promise.all([charge(), charge()]);
  });
  return { tracer, client, requestHandler, charge, order };
};

type Module = ReturnType<typeof createModule>;

const manual = ({ tracer }: Module) => {
  const parent = tracer.getSegment();
  const subsegment = parent?.addNewSubsegment('## manual');
  if (!parent || !subsegment) throw new Error('no segment');
  tracer.setSegment(subsegment);
  return { parent, subsegment };
};

/** A tree of names: each with the names of what is below it. */
type Tree = readonly (string | readonly [string, Tree])[];

const treeOf = (documents: readonly FlatDocument[], parentId: string): Tree =>
  documents
    .filter((document) => document.parent_id === parentId)
    .map(({ id, name }) => ({ name, below: treeOf(documents, id) }))
    .map(({ name, below }) => (below.length > 0 ? ([name, below] as const) : name));

const kinds: readonly (readonly [string, (module: Module) => unknown, Tree])[] = [
  ['a captured method', ({ charge }) => charge(), ['### charge']],
  ['captured methods in another', ({ order }) => order(), [['### order', ['### charge', '### charge']]]],
  ['two captured methods at a time', ({ charge }) => Promise.all([charge(), charge()]), ['### charge', '### charge']],
  [
    'a captured method that throws',
    ({ tracer }) => {
      const fails = tracer.captureMethod(function fails() {
        throw new RangeError('too far');
      });
      expect(fails).toThrow('too far');
    },
    ['### fails'],
  ],
  ['a captured client', ({ client }) => client.send(new ListTablesCommand({})), ['DynamoDB']],
  ['fetch', async () => (await fetch(`${origin}/orders`)).text(), ['127.0.0.1']],
  [
    'a manual subsegment',
    async (module) => {
      const { parent, subsegment } = manual(module);
      module.tracer.putAnnotation('order', 'o-1');
      await module.charge();
      await (await fetch(origin)).text();
      subsegment.close();
      module.tracer.setSegment(parent);
    },
    [['## manual', ['### charge', '127.0.0.1']]],
  ],
  [
    'a manual subsegment of one',
    (module) => {
      const { parent, subsegment } = manual(module);
      subsegment.addNewSubsegment('### inner').close();
      subsegment.close();
      module.tracer.setSegment(parent);
    },
    [['## manual', ['### inner']]],
  ],
  [
    'a function of the provider',
    ({ tracer, charge }) =>
      tracer.provider.captureAsyncFunc('## async', async (subsegment) => {
        await charge();
        subsegment?.close();
      }),
    [['## async', ['### charge']]],
  ],
  [
    'the standard API',
    ({ charge }) => {
      charge;
      configure();
      return trace.getTracer('library').startActiveSpan('work', async (span) => {
        await charge();
        span.end();
      });
    },
    [['work', ['### charge']]],
  ],
];

describe('without a wrapper', () => {
  it.each(kinds)(
    '%s hangs on the segment of its invocation, each time, and is sent when it ends',
    async (_, work, tree) => {
      const module = createModule();
      const invocations: Invoked[] = [];
      for (let count = 0; count < 3; count += 1) invocations.push(await invoke(() => work(module)));
      const size = JSON.stringify(tree).match(/"/g)?.length ?? 0;
      const documents = await daemon.until((all) => all.length >= (3 * size) / 2);
      for (const { traceId, parentId } of invocations) {
        const own = documents.filter((document) => document.trace_id === traceId);
        expect(treeOf(own, parentId)).toEqual(tree);
        expect(own.map(({ type }) => type)).toEqual(
          own.map((_each, index) => (own[index]?.type ? 'subsegment' : undefined)),
        );
      }
    },
  );

  it.each(kinds)('%s of overlapping invocations hangs on the segment of its own', async (_, work, tree) => {
    const storage = new AsyncLocalStorage<{ header: string }>();
    vi.stubEnv('AWS_LAMBDA_MAX_CONCURRENCY', '20');
    Object.assign(globalThis, {
      awslambda: {
        InvokeStore: { getContext: () => storage.getStore(), getXRayTraceId: () => storage.getStore()?.header },
      },
    });
    const module = createModule();
    const invocations = Array.from({ length: 20 }, () => traceHeader());
    await Promise.all(
      invocations.map(({ header }) =>
        storage.run({ header }, async () => {
          await pause();
          await work(module);
        }),
      ),
    );
    const size = JSON.stringify(tree).match(/"/g)?.length ?? 0;
    const documents = await daemon.until((all) => all.length >= (20 * size) / 2);
    for (const { traceId, parentId } of invocations) {
      expect(
        treeOf(
          documents.filter((document) => document.trace_id === traceId),
          parentId,
        ),
      ).toEqual(tree);
    }
  });

  it.each([
    ['is not sampled', traceHeader('0')],
    ['is not decided', { ...traceHeader(), header: `Root=${traceHeader().traceId}` }],
  ])('nothing is sent of a trace that %s', async (_, given) => {
    const module = createModule();
    for (const [, work] of kinds) await invoke(() => work(module), given);
    const { parentId } = await invoke(() => module.charge());
    const documents = await daemon.until((all) => all.length > 0);
    expect(documents.map((document) => [document.name, document.parent_id])).toEqual([['### charge', parentId]]);
  });

  it('a subsegment that is not left is not that of the next invocation', async () => {
    const module = createModule();
    await invoke(() => void manual(module).subsegment.close());
    const { traceId, parentId } = await invoke(() => module.charge());
    const documents = await daemon.until((all) => all.length >= 2);
    expect(
      treeOf(
        documents.filter((document) => document.trace_id === traceId),
        parentId,
      ),
    ).toEqual(['### charge']);
  });

  it('what ends after its outermost span is sent even so, below it', async () => {
    const { tracer, charge } = createModule();
    let late: Promise<void> | undefined;
    const early = tracer.captureMethod(function early() {
      late = charge();
    });
    const { parentId } = await invoke(() => early());
    await daemon.until((all) => all.length >= 1);
    await late;
    const documents = await daemon.until((all) => all.length >= 2);
    expect(treeOf(documents, parentId)).toEqual([['### early', ['### charge']]]);
  });

  it('whoever is called is told of the span that calls', async () => {
    const { client, requestHandler } = createModule();
    const given = traceHeader();
    await invoke(
      async () => {
        await client.send(new ListTablesCommand({}));
        await (await fetch(origin)).text();
      },
      { ...given, header: `${given.header};Lineage=1:a87bd80c:0` },
    );
    const [call, request] = await daemon.until((all) => all.length >= 2);
    expect(requestHandler.sent[0]?.headers['X-Amzn-Trace-Id']).toBe(
      `Root=${given.traceId};Parent=${call?.id};Sampled=1;Lineage=1:a87bd80c:0`,
    );
    expect(received[0]?.headers).toMatchObject({
      'x-amzn-trace-id': `Root=${given.traceId};Parent=${request?.id};Sampled=1`,
      traceparent: `00-${given.traceId.slice(2).replace('-', '')}-${request?.id}-01`,
    });
  });

  it('spans that go elsewhere begin traces of their own, and are sent as well', async () => {
    const exported: string[] = [];
    configure({
      traces: {
        export(
          spans: readonly { name: string; parentSpanContext?: object }[],
          done: (result: { code: number }) => void,
        ) {
          exported.push(...spans.map(({ name, parentSpanContext }) => `${name}${parentSpanContext ? ' below' : ''}`));
          done({ code: 0 });
        },
        shutdown: async () => {},
      },
    });
    const module = createModule();
    for (const [, work] of kinds) await invoke(() => work(module));
    expect(exported.filter((name) => name.startsWith('### order'))).toEqual(['### order']);
    expect(exported.filter((name) => !name.endsWith('below'))).toEqual([
      ...['### charge', '### order', '### charge', '### charge', '### fails', 'DynamoDB.ListTables', 'GET'],
      ...['## manual', '## manual', '## async', 'work'],
    ]);
    expect(daemon.datagrams).toEqual([]);
  });

  it('beside a wrapped handler a span whose context is lost hangs on the segment, and goes with the others', async () => {
    const { charge } = createModule();
    const handler = withPowertools(() => context.with(context.active(), () => charge()));
    const given = traceHeader();
    vi.stubEnv('_X_AMZN_TRACE_ID', given.header);
    await handler({}, lambdaContext());
    const documents = await daemon.until((all) => all.length >= 2);
    expect(treeOf(documents, given.parentId)).toEqual([['orders', ['### charge']]]);
    expect(daemon.datagrams).toHaveLength(1);
  });
});

describe('at INIT', () => {
  it('a call of a captured client, or fetch, is in no trace, and nobody is told of one', async () => {
    const { client, requestHandler, charge } = createModule();
    await client.send(new ListTablesCommand({}));
    await (await fetch(origin)).text();
    expect(requestHandler.sent[0]?.headers).not.toHaveProperty('X-Amzn-Trace-Id');
    expect(received[0]?.headers).not.toHaveProperty('x-amzn-trace-id');
    expect(received[0]?.headers).not.toHaveProperty('traceparent');
    await invoke(() => charge());
    expect((await daemon.until((all) => all.length > 0)).map(({ name }) => name)).toEqual(['### charge']);
  });

  it('neither is one in a span of the module', async () => {
    const { client, requestHandler } = createModule();
    configure();
    await trace.getTracer('module').startActiveSpan('load', async (span) => {
      await client.send(new ListTablesCommand({}));
      await (await fetch(origin)).text();
      span.end();
    });
    expect(requestHandler.sent[0]?.headers).not.toHaveProperty('X-Amzn-Trace-Id');
    expect(received[0]?.headers).not.toHaveProperty('x-amzn-trace-id');
    expect(received[0]?.headers).not.toHaveProperty('traceparent');
  });

  it.each([
    ['without a wrapper', (work: () => Promise<unknown>) => work],
    [
      'with one',
      (work: () => Promise<unknown>) => {
        const handler = withPowertools(work);
        return () => handler({}, lambdaContext());
      },
    ],
  ])('spans are kept for the first invocation, %s', async (_, wrap) => {
    const { charge } = createModule();
    configure();
    const handler = wrap(() => charge());
    const tracer = trace.getTracer('module');
    await tracer.startActiveSpan('load', async (span) => {
      tracer.startSpan('read').end();
      await pause();
      span.end();
    });
    const open = tracer.startSpan('connect');
    expect(daemon.datagrams).toEqual([]);
    const first = await invoke(handler);
    open.end();
    const second = await invoke(handler);
    const documents = await daemon.until(
      (all) =>
        all.filter(({ name }) => name === '### charge').length >= 2 && all.some(({ name }) => name === 'connect'),
    );
    const own = documents.filter((document) => document.trace_id === first.traceId);
    const names = treeOf(own, first.parentId).map(String);
    expect(names).toEqual(expect.arrayContaining(['load,read', 'connect']));
    expect(
      treeOf(
        documents.filter((document) => document.trace_id === second.traceId),
        second.parentId,
      ),
    ).toHaveLength(1);
  });

  it.each([
    ['not sampled', traceHeader('0').header],
    ['not decided', `Root=${traceHeader().traceId};Lineage=1:a87bd80c:0`],
  ])('spans are recorded by nobody where the trace of the first invocation is %s', async (_, header) => {
    const { charge } = createModule();
    configure();
    trace.getTracer('module').startSpan('load').end();
    await invoke(() => charge(), { ...traceHeader(), header });
    await invoke(() => charge());
    expect((await daemon.until((all) => all.length > 0)).map(({ name }) => name)).toEqual(['### charge']);
  });
});

describe('captureAWSv3Client alone', () => {
  it('hangs its calls on the segment of the invocation', async () => {
    const client = captureAWSv3Client(
      new DynamoDBClient({ ...clientConfiguration, requestHandler: recordingHandler() }),
    );
    const { parentId } = await invoke(() => client.send(new ListTablesCommand({})));
    const documents = await daemon.until((all) => all.length > 0);
    expect(documents.map(({ name, parent_id }) => [name, parent_id])).toEqual([['DynamoDB', parentId]]);
  });
});
