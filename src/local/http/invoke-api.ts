import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LocalFunctions } from '../functions/local-functions.js';
import type { InvocationReport } from '../report.js';
import { readBody } from './read-body.js';
import { decode } from './routes.js';

const INVOKE_PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?(?:\?.*)?$/;
/** What Lambda takes as one event: 6 MB. */
const PAYLOAD_LIMIT_BYTES = 6 * 1024 * 1024;
/** What Lambda returns of a log: its last 4 KB. */
const LOG_TAIL_BYTES = 4096;

/** The function that an Invoke request names; undefined for any other request. */
export function invokedFunction({ method, url = '' }: IncomingMessage): string | undefined {
  const name = method === 'POST' ? url.match(INVOKE_PATH)?.[1] : undefined;
  // A name, an ARN, or either with a version behind it.
  return (
    name &&
    decode(name)
      .replace(/^.*:function:/, '')
      .split(':')[0]
  );
}

/** Lambda's own Invoke API: sends any JSON event to a function. */
export async function answerInvoke(
  called: string,
  functions: LocalFunctions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request, PAYLOAD_LIMIT_BYTES);
  const name = functions.find(called);
  if (!name) {
    const known = functions.names.join(', ');
    return refuse(response, 404, 'ResourceNotFoundException', `Function not found: ${called}. Running: ${known}.`);
  }
  if (!body)
    return refuse(response, 413, 'RequestTooLargeException', `The event is larger than ${PAYLOAD_LIMIT_BYTES} bytes.`);
  const payload = body.toString('utf8') || '{}';
  const clientContext = readClientContext(single(request, 'x-amz-client-context'));
  if (!isJson(payload) || !isJson(clientContext ?? '{}'))
    return refuse(response, 400, 'InvalidRequestContentException', 'The event or the client context is not JSON.');
  const type = single(request, 'x-amz-invocation-type') ?? 'RequestResponse';
  if (type === 'DryRun') return answer(response, 204, '', {});
  const { answered, report: running } = functions.call(name, payload, {
    trigger: single(request, 'x-otel-powertools-trigger') ?? 'invoke',
    incomingTrace: single(request, 'x-amzn-trace-id'),
    clientContext,
    tenantId: single(request, 'x-amz-tenant-id'),
  });
  // Nobody waits for it any more, should the local Lambda be closed meanwhile.
  running.catch(() => {});
  if (type === 'Event') {
    answered.catch(() => {});
    return answer(response, 202, '', {});
  }
  const wantsTail = single(request, 'x-amz-log-type') === 'Tail';
  const report = await answered;
  answer(response, 200, report.response, {
    'X-Amz-Executed-Version': '$LATEST',
    'x-amzn-RequestId': report.requestId,
    'X-Amzn-Trace-Id': report.traceHeader,
    ...(report.outcome !== 'ok' && { 'X-Amz-Function-Error': 'Unhandled' }),
    ...(wantsTail && { 'X-Amz-Log-Result': logTail(await running) }),
  });
}

function answer(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Record<string, string>,
): void {
  response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(body);
}

function refuse(response: ServerResponse, status: number, errorType: string, message: string): void {
  answer(response, status, JSON.stringify({ Type: 'User', message }), { 'x-amzn-ErrorType': errorType });
}

function single(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** It is passed on in a header, which takes ASCII only: JSON can spell everything else with escapes. */
function readClientContext(base64: string | undefined): string | undefined {
  return (
    base64 &&
    Buffer.from(base64, 'base64')
      .toString('utf8')
      .replace(/\s+/g, ' ')
      .replace(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  );
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function logTail({ logs }: InvocationReport): string {
  return Buffer.from(logs.map(({ text }) => text).join('\n'))
    .subarray(-LOG_TAIL_BYTES)
    .toString('base64');
}
