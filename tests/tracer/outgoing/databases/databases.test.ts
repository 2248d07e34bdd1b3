import { once } from 'node:events';
import { createServer } from 'node:net';
import { type Attributes, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { Redis } from 'ioredis';
import mongoose from 'mongoose';
import mysql from 'mysql2/promise';
import { captureDatabaseCalls } from 'otel-powertools/tracer';
import pg from 'pg';
import { createClient } from 'redis';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { translate } from '../../../../exporters/xray/document/translate.js';
import type { Invocation } from '../../../../src/invocation/invocation.js';
import { runInvocation } from '../../../../src/invocation/run-invocation.js';
import { suppressTracing } from '../../../../src/shared/suppress-tracing.js';
import { type DatabaseServer, hasServer, startServer } from '../../../support/database-servers.js';
import { type RecordedTelemetry, registerTelemetry, unregisterTelemetry } from '../../telemetry.js';

let telemetry: RecordedTelemetry;
beforeAll(() => {
  telemetry = registerTelemetry();
  captureDatabaseCalls();
});
beforeEach(() => telemetry.exporter.reset());
afterAll(unregisterTelemetry);

const inSpan = <T>(work: () => Promise<T>, name = 'handler'): Promise<T> =>
  trace.getTracer('test').startActiveSpan(name, async (span) => {
    try {
      return await work();
    } finally {
      span.end();
    }
  });

/** The spans of calls, without those of connecting; each is to be a child of the handler's. */
const calls = (): ReadableSpan[] => {
  const spans = telemetry.spans().filter(({ name }) => name !== 'handler' && name !== 'connect');
  for (const span of spans) {
    expect(span.kind).toBe(SpanKind.CLIENT);
    expect(span.parentSpanContext?.spanId).toBe(telemetry.span('handler').spanContext().spanId);
  }
  return spans;
};

const summaryOf = ({ name, attributes, status }: ReadableSpan): [string, Attributes, SpanStatusCode] => [
  name,
  attributes,
  status.code,
];

const SECRET = 'hunter2';

/** No value of the application's anywhere in a span. */
const expectNoValues = (): void => {
  const texts = telemetry
    .spans()
    .map(({ name, attributes, events, status, links }) => JSON.stringify({ name, attributes, events, status, links }));
  expect(texts.filter((text) => text.includes(SECRET))).toEqual([]);
};

const documentOf = (span: ReadableSpan | undefined) =>
  span &&
  translate(span, { lambda: true, indexAll: false, indexed: new Set(), stackFrameLimit: 50, clientQuery: false });

describe.runIf(hasServer('redis'))('Redis', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startServer('redis');
  });
  afterAll(() => server[Symbol.asyncDispose]());

  const common = (operation: string): Attributes => ({
    'db.system.name': 'redis',
    'db.operation.name': operation,
    'db.namespace': '0',
    'server.address': '127.0.0.1',
    'server.port': server.port,
  });
  const failed = { 'db.response.status_code': 'WRONGTYPE', 'error.type': 'WRONGTYPE' };

  it('ioredis: commands, a failure, a transaction', async () => {
    const redis = new Redis(server.port, '127.0.0.1');
    await once(redis, 'ready');
    await inSpan(async () => {
      await redis.set(`key:${SECRET}`, SECRET);
      await redis.get(`key:${SECRET}`);
      await expect(redis.lpush(`key:${SECRET}`, SECRET)).rejects.toThrow('WRONGTYPE');
      await redis.multi().set('a', SECRET).incr('b').exec();
    });
    redis.disconnect();
    expect(calls().map(summaryOf)).toEqual([
      ['SET', common('SET'), SpanStatusCode.UNSET],
      ['GET', common('GET'), SpanStatusCode.UNSET],
      ['LPUSH', { ...common('LPUSH'), ...failed }, SpanStatusCode.ERROR],
      ...['MULTI', 'SET', 'INCR', 'EXEC'].map((name) => [name, common(name), SpanStatusCode.UNSET]),
    ]);
    expectNoValues();
  });

  it('node-redis: commands, a failure, a transaction and a pipeline, each of which is one call', async () => {
    const redis = createClient({ socket: { host: '127.0.0.1', port: server.port } });
    await redis.connect();
    await redis.del(`key:${SECRET}`);
    await inSpan(async () => {
      await redis.set(`key:${SECRET}`, SECRET);
      await expect(redis.lPush(`key:${SECRET}`, SECRET)).rejects.toThrow('WRONGTYPE');
      await redis.multi().set('a', SECRET).incr('b').exec();
      await redis.multi().set('a', SECRET).get('a').execAsPipeline();
    });
    redis.destroy();
    const batch = { 'db.operation.batch.size': 2 };
    expect(calls().map(summaryOf)).toEqual([
      ['SET', common('SET'), SpanStatusCode.UNSET],
      ['LPUSH', { ...common('LPUSH'), ...failed }, SpanStatusCode.ERROR],
      ['MULTI', { ...common('MULTI'), ...batch }, SpanStatusCode.UNSET],
      ['PIPELINE', { ...common('PIPELINE'), ...batch }, SpanStatusCode.UNSET],
    ]);
    expectNoValues();
    expect(documentOf(calls()[0])).toMatchObject({ name: 'redis@127.0.0.1', namespace: 'remote' });
  });

  it('ioredis, commands that wait for the connection: they belong to the invocation that is under way', async () => {
    // Made at INIT, where there is no trace.
    const redis = new Redis(server.port, '127.0.0.1', { lazyConnect: true });
    const connecting = redis.connect();
    const plan = { signal: undefined, flush: () => undefined, deadlineMarginMillis: undefined, ...openingSpan };
    await runInvocation(plan, () => redis.get('a'), { event: {}, lambdaContext: undefined });
    await connecting;
    redis.disconnect();
    expect(calls().map(({ name }) => name)).toContain('GET');
  });

  it('is not traced outside a trace, where tracing is suppressed, and within a span of its own', async () => {
    const redis = createClient({ socket: { host: '127.0.0.1', port: server.port } });
    await redis.connect();
    await redis.get('a');
    const { context } = await import('@opentelemetry/api');
    await inSpan(() => context.with(suppressTracing(context.active()), () => redis.get('a')));
    const attributes = { 'db.system': 'redis' };
    await trace
      .getTracer('theirs')
      .startActiveSpan('GET by hand', { kind: SpanKind.CLIENT, attributes }, async (span) => {
        await redis.get('a');
        span.end();
      });
    redis.destroy();
    expect(telemetry.spans().map(({ name }) => name)).toEqual(['handler', 'GET by hand']);
  });
});

/** What opens the span of an invocation, as a Tracer has it. */
const openingSpan = {
  open(run: { active: import('@opentelemetry/api').Context; invocation: Invocation }) {
    const span = trace.getTracer('test').startSpan('handler');
    run.active = trace.setSpan(run.active, span);
    Object.assign(run, { span });
  },
};

describe.runIf(hasServer('mariadb'))('MariaDB', () => {
  let server: DatabaseServer;
  beforeAll(async () => {
    server = await startServer('mariadb');
    await using connection = await connect();
    await connection.query('CREATE DATABASE shop');
    await connection.query('CREATE TABLE shop.orders (id INT PRIMARY KEY, name VARCHAR(50))');
  }, 120_000);
  afterAll(() => server[Symbol.asyncDispose]());

  const connect = async (database?: string) => {
    const connection = await mysql.createConnection({
      host: '127.0.0.1',
      port: server.port,
      user: 'root',
      ...(database && { database }),
    });
    return Object.assign(connection, { [Symbol.asyncDispose]: () => connection.end() });
  };
  const common = (operation: string): Attributes => ({
    'db.system.name': 'mysql',
    'db.operation.name': operation,
    'db.namespace': 'shop',
    'db.collection.name': 'orders',
    'db.query.summary': `${operation} orders`,
    'server.address': '127.0.0.1',
    'server.port': server.port,
  });

  it('mysql2: queries, prepared statements and a failure', async () => {
    await using connection = await connect('shop');
    await inSpan(async () => {
      await connection.query('INSERT INTO orders VALUES (?, ?)', [1, SECRET]);
      await connection.execute('SELECT * FROM orders WHERE name = ?', [SECRET]);
      await expect(connection.query('INSERT INTO orders VALUES (?, ?)', [1, SECRET])).rejects.toThrow('Duplicate');
      await expect(connection.query(`SELECT '${SECRET}' FROM nothing`)).rejects.toThrow('nothing');
    });
    const duplicate = { 'db.response.status_code': '1062', 'error.type': 'ER_DUP_ENTRY' };
    expect(calls().map(summaryOf).slice(0, 3)).toEqual([
      ['INSERT orders', common('INSERT'), SpanStatusCode.UNSET],
      ['SELECT orders', common('SELECT'), SpanStatusCode.UNSET],
      ['INSERT orders', { ...common('INSERT'), ...duplicate }, SpanStatusCode.ERROR],
    ]);
    expect(calls()[3]?.attributes).toMatchObject({
      'db.response.status_code': '1146',
      'error.type': 'ER_NO_SUCH_TABLE',
    });
    expectNoValues();
    expect(documentOf(calls()[2])).toMatchObject({
      name: 'shop@127.0.0.1',
      namespace: 'remote',
      fault: true,
      sql: { url: `mysql://127.0.0.1:${server.port}/shop`, database_type: 'mysql' },
    });
    expect(documentOf(calls()[2])?.sql?.sanitized_query).toBeUndefined();
  });

  it('mysql2 with a pool: each call below the span that made it, with a connection that another has used', async () => {
    await using pool = Object.assign(
      mysql.createPool({ host: '127.0.0.1', port: server.port, user: 'root', database: 'shop', connectionLimit: 1 }),
      { [Symbol.asyncDispose]: () => pool.end() },
    );
    const work = (table: string) => inSpan(() => pool.query(`SELECT 1 FROM ${table}`), `of ${table}`);
    await inSpan(() => Promise.all([work('orders'), work('information_schema.tables'), work('mysql.user')]));
    const parentOf = (name: string): string | undefined => telemetry.span(name).parentSpanContext?.spanId;
    for (const table of ['orders', 'information_schema.tables', 'mysql.user']) {
      expect(parentOf(`SELECT ${table}`)).toBe(telemetry.span(`of ${table}`).spanContext().spanId);
    }
  });

  it('mysql2: a statement has its text where that is asked for, and no value even then', async () => {
    captureDatabaseCalls({ recordQueryText: true });
    await using connection = await connect('shop');
    await inSpan(() => connection.query('SELECT * FROM orders WHERE name = ? AND id > 5', [SECRET]));
    expect(calls()[0]?.attributes['db.query.text']).toBe('SELECT * FROM orders WHERE name = ? AND id > ?');
    expect(documentOf(calls()[0])?.sql).toMatchObject({
      sanitized_query: 'SELECT * FROM orders WHERE name = ? AND id > ?',
    });
    expectNoValues();
  });
});

describe('A server that is not there', () => {
  const closedPort = async (): Promise<number> => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    server.close();
    return typeof address === 'object' && address !== null ? address.port : 0;
  };

  it('is an error of connecting', async () => {
    const port = await closedPort();
    const redis = createClient({ socket: { host: '127.0.0.1', port, reconnectStrategy: false } });
    redis.on('error', () => {});
    await inSpan(async () => {
      await expect(redis.connect()).rejects.toThrow();
      await expect(mysql.createConnection({ host: '127.0.0.1', port, user: 'root' })).rejects.toThrow();
    });
    const connects = telemetry.spans().filter(({ name }) => name === 'connect');
    expect(connects.map(({ attributes }) => attributes)).toEqual([
      expect.objectContaining({ 'db.system.name': 'redis', 'server.port': port, 'error.type': 'ECONNREFUSED' }),
      expect.objectContaining({ 'db.system.name': 'mysql', 'server.port': port, 'error.type': 'ECONNREFUSED' }),
    ]);
    expect(connects.every(({ status }) => status.code === SpanStatusCode.ERROR)).toBe(true);
  });

  it('is an error of mongoose, without the filter', async () => {
    const port = await closedPort();
    const connection = mongoose.createConnection(`mongodb://127.0.0.1:${port}/shop`, { serverSelectionTimeoutMS: 100 });
    connection.asPromise().catch(() => {});
    const Order = connection.model('Order', new mongoose.Schema({ name: String }, { bufferCommands: false }));
    await inSpan(async () => {
      await expect(Order.findOne({ name: SECRET })).rejects.toThrow();
      await expect(Order.aggregate([{ $match: { name: SECRET } }])).rejects.toThrow();
    });
    await connection.close();
    expect(calls().map(({ name, attributes }) => [name, attributes['db.system.name']])).toEqual([
      ['findOne orders', 'mongodb'],
      ['aggregate orders', 'mongodb'],
    ]);
    expect(calls().every(({ status }) => status.code === SpanStatusCode.ERROR)).toBe(true);
    expectNoValues();
  });
});

describe.runIf(hasServer('postgresql'))('PostgreSQL', () => {
  it('pg publishes nothing: its calls work, and are no spans', async () => {
    await using server = await startServer('postgresql');
    const client = new pg.Client({ host: '127.0.0.1', port: server.port, user: 'root', database: 'postgres' });
    await client.connect();
    const { rows } = await inSpan(() => client.query('SELECT 1 AS one'));
    await client.end();
    expect(rows).toEqual([{ one: 1 }]);
    expect(telemetry.spans().map(({ name }) => name)).toEqual(['handler']);
  });
});
