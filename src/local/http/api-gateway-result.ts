import { validateHeaderName, validateHeaderValue } from 'node:http';
import { isRecord } from '../is-record.js';

/** An HTTP response as the client gets it. */
export interface HttpResponse {
  readonly statusCode: number;
  readonly headers: readonly (readonly [string, string | string[]])[];
  readonly body: Buffer;
}

/** The status line and headers of a response, as a function states them. */
export interface HttpHead {
  readonly statusCode?: unknown;
  readonly headers?: unknown;
  readonly cookies?: unknown;
}

/** What API Gateway answers when the function failed or returned something it cannot use. */
export function internalServerError(): HttpResponse {
  return jsonResponse(500, { message: 'Internal Server Error' });
}

export function jsonResponse(statusCode: number, body: unknown): HttpResponse {
  return {
    statusCode,
    headers: [['content-type', 'application/json']],
    body: Buffer.from(JSON.stringify(body)),
  };
}

/** Status and headers of a structured result; undefined where API Gateway would refuse them. */
export function readHead({
  statusCode = 200,
  headers = {},
  cookies = [],
}: HttpHead): Omit<HttpResponse, 'body'> | undefined {
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 100 || status > 999) return undefined;
  if (!isRecord(headers) || !Array.isArray(cookies)) return undefined;
  const entries = Object.entries(headers)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([name, value]): [string, string] => [name.toLowerCase(), String(value)]);
  if (!entries.every(isHeader) || !cookies.every((cookie) => isHeader(['set-cookie', String(cookie)])))
    return undefined;
  return {
    statusCode: status,
    headers: cookies.length > 0 ? [...entries, ['set-cookie', cookies.map(String)]] : entries,
  };
}

/** The response to an HTTP request that a function's payload (format 2.0) means. */
export function toHttpResponse(payload: Buffer): HttpResponse {
  let result: unknown;
  try {
    result = JSON.parse(payload.toString('utf8'));
  } catch {
    return internalServerError();
  }
  // Without a status code, the result itself is the body.
  if (!isRecord(result) || result.statusCode === undefined) {
    if (typeof result !== 'string') return jsonResponse(200, result);
    return { ...jsonResponse(200, null), body: Buffer.from(result) };
  }
  const head = readHead(result);
  const body = result.body ?? '';
  if (!head || typeof body !== 'string') return internalServerError();
  const hasType = head.headers.some(([name]) => name === 'content-type');
  return {
    statusCode: head.statusCode,
    headers: hasType || body === '' ? head.headers : [...head.headers, ['content-type', 'text/plain; charset=utf-8']],
    body: Buffer.from(body, result.isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}

function isHeader([name, value]: [string, string]): boolean {
  try {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    return true;
  } catch {
    return false;
  }
}
