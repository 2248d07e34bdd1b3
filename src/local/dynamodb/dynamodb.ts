import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { LocalLambdaError } from '../errors.js';
import { refusalOf } from '../http/local-callers.js';
import { readBody } from '../http/read-body.js';
import { recordOf, type Values } from '../is-record.js';
import { callDynamoDB } from './call-dynamodb.js';
import { Lock } from './lock.js';
import { DynamoDBError } from './transaction-error.js';
import { type Call, Transactions } from './transactions.js';

/** A table as `CreateTable` takes it. */
export interface TableDefinition {
  readonly TableName: string;
  readonly [setting: string]: unknown;
}

export interface LocalDynamoDB {
  readonly url: string;
  close(): Promise<void>;
}

const ACTION = /^DynamoDB_20120810\.(\w+)$/;
/** What dynalite answers; the transactions are made of these. */
const ACTIONS = new Set([
  ...['BatchGetItem', 'BatchWriteItem', 'CreateTable', 'DeleteItem', 'DeleteTable', 'DescribeTable', 'GetItem'],
  ...['DescribeTimeToLive', 'ListTables', 'ListTagsOfResource', 'PutItem', 'Query', 'Scan', 'TagResource'],
  ...['UntagResource', 'UpdateItem', 'UpdateTable'],
]);
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;
/** Marks the calls that a transaction consists of: they are within its lock already. */
const INNER_HEADER = 'x-otel-powertools-inner';

/** Starts a DynamoDB whose tables live in memory, on a loopback port of its own. */
export async function startDynamoDB(): Promise<LocalDynamoDB> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  // Requests come to us first: dynalite answers whoever asks, and lets any web page read the answer.
  const [dynaliteAnswers] = server.listeners('request');
  server.removeAllListeners('request');
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Listening on a port, never on a pipe: the address is an object.
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const inner = randomUUID();
  const lock = new Lock();
  const transactions = new Transactions((action, body) => callInner(url, inner, action, body));
  const pass = (request: IncomingMessage, response: ServerResponse): Promise<void> =>
    new Promise((resolve) => {
      response.on('close', () => resolve());
      dynaliteAnswers?.call(server, request, response);
    });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    response.on('error', () => {});
    if (request.headers[INNER_HEADER] === inner) return pass(request, response);
    return answer(request, response).catch((error: unknown) => fail(response, error));
  });
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const refusal = refusalOf(request, true);
    if (refusal) {
      response.writeHead(403, { 'Content-Type': 'application/json' }).end(JSON.stringify({ message: refusal }));
      return;
    }
    const [, action] = String(request.headers['x-amz-target'] ?? '').match(ACTION) ?? [];
    if (action === 'TransactWriteItems' || action === 'TransactGetItems') {
      const body = await bodyOf(request);
      const work = action === 'TransactGetItems' ? () => transactions.get(body) : () => transactions.write(body);
      return respond(response, 200, JSON.stringify(await lock.alone(work)));
    }
    if (action !== undefined && !ACTIONS.has(action)) {
      throw new DynamoDBError(
        'UnknownOperationException',
        `The DynamoDB in memory does not do ${action}. Use another with --dynamodb, for instance DynamoDB Local.`,
      );
    }
    return lock.shared(() => pass(request, response));
  };
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Creates the tables that do not exist at `url` yet. */
export async function createTables(url: string, tables: readonly TableDefinition[], region: string): Promise<void> {
  for (const table of tables) {
    const { ok, text } = await callDynamoDB({ url, region }, 'CreateTable', table);
    if (!ok && !text.includes('ResourceInUseException')) {
      throw new LocalLambdaError(`DynamoDB at ${url} did not create the table "${table.TableName}": ${text}`);
    }
  }
}

async function callInner(url: string, inner: string, action: string, body: Values): ReturnType<Call> {
  const { ok, text } = await callDynamoDB(
    { url, region: 'us-east-1', headers: { [INNER_HEADER]: inner } },
    action,
    body,
  );
  const content = recordOf(JSON.parse(text));
  return ok ? { ok, result: content } : { ok: false, error: content };
}

async function bodyOf(request: IncomingMessage): Promise<Values> {
  const body = await readBody(request, BODY_LIMIT_BYTES);
  try {
    return recordOf(JSON.parse(body?.toString('utf8') ?? ''));
  } catch {
    throw new DynamoDBError('SerializationException', 'The request is not JSON, or too long.');
  }
}

function fail(response: ServerResponse, error: unknown): void {
  if (error instanceof DynamoDBError) respond(response, 400, error.body());
  else response.destroy();
}

function respond(response: ServerResponse, status: number, body: string): void {
  response
    .writeHead(status, { 'Content-Type': 'application/x-amz-json-1.0', 'x-amzn-RequestId': randomUUID() })
    .end(body);
}
