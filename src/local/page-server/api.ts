import type { IncomingMessage, ServerResponse } from 'node:http';
import { LocalLambdaError } from '../errors.js';
import type { FunctionDefinition } from '../functions/function-definition.js';
import type { LocalFunctions } from '../functions/local-functions.js';
import { readBody } from '../http/read-body.js';
import { decode, type Route } from '../http/routes.js';
import { isRecord, type Values } from '../is-record.js';
import type { HistoryLimits } from '../session/bounded-history.js';
import type { Session } from '../session/session.js';
import { logsAfter } from '../session/session-logs.js';
import { BadRequest, invokeFromPage, requestFromPage } from './actions.js';
import { streamSession } from './event-stream.js';
import { sampleEvents } from './samples/samples.js';
import type { TableReader } from './tables.js';

/** What the page shows, and what it can do. */
export interface PageData {
  readonly session: Session;
  readonly functions: LocalFunctions;
  readonly definitions: readonly FunctionDefinition[];
  readonly routes: readonly Route[];
  readonly tables: TableReader;
  /** Where the local Lambda runs: paths are shown from there. */
  readonly cwd: string;
  /** The HTTP front. */
  readonly url: string;
  readonly history: HistoryLimits;
}

const INVOCATION = /^\/api\/invocations\/([^/]+)$/;
const TABLE = /^\/api\/tables\/([^/]+)$/;
/** An event of 6 MB, written as JSON within JSON. */
const BODY_LIMIT_BYTES = 16 * 1024 * 1024;

/** Answers a request for the page's data. */
export async function answerApi(data: PageData, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://page');
  try {
    if (request.method === 'POST') return json(response, 200, await act(data, url.pathname, request));
    if (request.method !== 'GET') return json(response, 405, { message: `${request.method} is not answered here.` });
    if (url.pathname === '/api/events') return streamSession(data.session, response);
    if (url.pathname === '/api/invocations') return sendEntries(data.session, response);
    const [, requestId] = url.pathname.match(INVOCATION) ?? [];
    if (requestId) return sendEntry(data.session, decode(requestId), response);
    json(response, 200, await read(data, url));
  } catch (error) {
    if (error instanceof NotFound) return json(response, 404, { message: error.message });
    const known = error instanceof BadRequest || error instanceof LocalLambdaError;
    json(response, known ? 400 : 500, { message: known ? error.message : String(error) });
  }
}

class NotFound extends Error {}

async function act(data: PageData, path: string, request: IncomingMessage): Promise<unknown> {
  const body = await readBody(request, BODY_LIMIT_BYTES);
  if (!body) throw new BadRequest(`The request is longer than ${BODY_LIMIT_BYTES} bytes.`);
  const values = parse(body.toString('utf8'));
  if (path === '/api/invoke') return invokeFromPage(data.functions, values);
  if (path === '/api/request') return requestFromPage(data.url, values);
  throw new NotFound(`There is nothing at ${path}.`);
}

async function read(data: PageData, { pathname, searchParams }: URL): Promise<unknown> {
  switch (pathname) {
    case '/api/session':
      return overviewOf(data);
    case '/api/metrics':
      return data.session.metrics.overview();
    case '/api/map':
      return data.session.map.overview();
    case '/api/logs':
      return logsAfter(data.session.entries(), Number(searchParams.get('after') ?? 0));
    case '/api/samples':
      return sampleEvents();
    case '/api/tables':
      return data.tables.list();
  }
  const [, table] = pathname.match(TABLE) ?? [];
  if (!table) throw new NotFound(`There is nothing at ${pathname}.`);
  const start = searchParams.get('start');
  return data.tables.read(decode(table), start === null ? undefined : parse(start));
}

function overviewOf({ session, definitions, routes, url, cwd, history }: PageData): unknown {
  return {
    url,
    cwd,
    functions: definitions.map(({ name, handler, timeoutMillis, memorySize, environment }) => ({
      name,
      handler,
      timeoutMillis,
      memorySize,
      // The values may be secrets.
      variables: Object.keys(environment),
    })),
    routes,
    history,
    dropped: session.dropped,
    bytes: session.bytes,
    invocations: session.summaries,
    running: session.running,
    notices: session.notices,
    loadProblems: session.loadProblems,
  };
}

/** All that is kept as JSON lines, the oldest first. */
function sendEntries(session: Session, response: ServerResponse): void {
  response.writeHead(200, {
    'Content-Type': 'application/x-ndjson',
    'Cache-Control': 'no-store',
    'X-Otel-Powertools-Dropped': String(session.dropped),
  });
  for (const entry of session.entries()) {
    response.write(entry);
    response.write('\n');
  }
  response.end();
}

function sendEntry(session: Session, requestId: string, response: ServerResponse): void {
  const entry = session.entry(requestId);
  if (!entry)
    throw new NotFound(`The invocation ${requestId} is not kept: it never was, or has dropped out of the history.`);
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' }).end(entry);
}

function json(response: ServerResponse, status: number, body: unknown): void {
  response
    .writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' })
    .end(JSON.stringify(body));
}

function parse(text: string): Values {
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value)) return value;
  } catch {
    // Told below.
  }
  throw new BadRequest('The request is not a JSON object.');
}
