import { type Body, bytesOf, cancelBody, collect, isBodyStream } from './body.js';
import { appendHeader, type HeaderLists, oneLine, setHeader } from './headers.js';

/** A response before it is given the shape that the event's source asks for. */
export interface Reply {
  readonly status: number;
  readonly headers: HeaderLists;
  /** Text, bytes, a stream of either, or text that is base64 already. */
  readonly body: Body;
  readonly bodyIsBase64: boolean;
  readonly statusText?: string | undefined;
}

/** A body that is at hand as a whole. */
export interface WholeReply extends Reply {
  readonly body: string | Uint8Array | undefined;
}

/** A proxy result as a handler may return it: the body may also be a value to be sent as JSON, bytes or a stream. */
export interface ExtendedAPIGatewayProxyResult<TBody = unknown> {
  /** The HTTP status, such as 201. */
  statusCode: number;
  /** The body. Absent: it is empty. */
  body?: TBody;
  /** Headers with one value each. Undefined ones are left out. */
  headers?: { readonly [name: string]: string | number | boolean | undefined };
  /** Headers with several values each. Undefined ones are left out. */
  multiValueHeaders?: { readonly [name: string]: readonly (string | number | boolean)[] | undefined };
  /** True when `body` is base64 text of the bytes to be sent. */
  isBase64Encoded?: boolean;
  /** Values of `Set-Cookie`, such as `theme=dark; Secure`. */
  cookies?: string[];
  /** What a load balancer has beside the status, such as `200 OK`. */
  statusDescription?: string;
}

/** Any object but a promise: a handler that returns nothing would pass for one that returns an object. */
type Data = object & {
  /** Never there: what has it is a promise. */
  readonly then?: undefined;
};

/** What a route may return: a value for a 200 JSON response, a proxy result, a web `Response`, bytes or a stream. */
export type HandlerResponse = Response | ExtendedAPIGatewayProxyResult | Data | string | number | boolean | null;

const PROXY_KEYS = new Set([
  'statusCode',
  'body',
  'headers',
  'multiValueHeaders',
  'isBase64Encoded',
  'cookies',
  'statusDescription',
]);

/** `statusCode` with a body, or `statusCode` with no key that a proxy result does not have; anything else is plain data. */
export function isExtendedAPIGatewayProxyResult(value: unknown): value is ExtendedAPIGatewayProxyResult {
  return (
    isRecord(value) &&
    typeof value.statusCode === 'number' &&
    isOptionalRecord(value.headers) &&
    isOptionalRecord(value.multiValueHeaders) &&
    (value.isBase64Encoded === undefined || typeof value.isBase64Encoded === 'boolean') &&
    (value.body !== undefined
      ? typeof value.body !== 'function' && typeof value.body !== 'symbol'
      : Object.keys(value).every((key) => PROXY_KEYS.has(key)))
  );
}

export function isWebResponse(value: unknown): value is Response {
  return typeof value === 'object' && value !== null && Reflect.get(value, Symbol.toStringTag) === 'Response';
}

/** Statuses whose response has no body: a client would take it for the start of the next response. */
export function forbidsBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/** Final statuses, as a web `Response` takes them. */
export function isStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 200 && status <= 599;
}

/** The reply that a handler's or a middleware's result stands for, on top of the headers that are set already. */
export function replyFrom(result: unknown, base: HeaderLists | undefined, status = 200): Reply {
  if (typeof result === 'object' && result !== null) {
    if (isExtendedAPIGatewayProxyResult(result)) return proxyReply(result, base);
    const bytes = bytesOf(result) ?? (isBodyStream(result) ? result : undefined);
    if (bytes) return bytesReply(status, bytes, base);
  }
  return { status, headers: withType(base, 'application/json'), body: toJson(result), bodyIsBase64: false };
}

export function isWhole(reply: Reply): reply is WholeReply {
  return typeof reply.body !== 'object' || ArrayBuffer.isView(reply.body);
}

/** The reply with its body read to the end. */
export async function wholeReply(reply: Reply): Promise<WholeReply> {
  const { status, headers, body } = reply;
  if (!isBodyStream(body)) return { ...reply, body };
  if (!forbidsBody(status)) return { ...reply, body: await collect(body, headers) };
  cancelBody(body);
  return { ...reply, body: undefined };
}

/** The body as a proxy result carries it. `forced` is `reqCtx.isBase64Encoded`. */
export function encodeBody(reply: WholeReply, forced: boolean | undefined): { body: string; isBase64Encoded: boolean } {
  const { body } = reply;
  if (body === undefined) return { body: '', isBase64Encoded: false };
  if (typeof body === 'string') {
    if (reply.bodyIsBase64) return { body, isBase64Encoded: true };
    return forced
      ? { body: Buffer.from(body).toString('base64'), isBase64Encoded: true }
      : { body, isBase64Encoded: false };
  }
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  return forced === false
    ? { body: bytes.toString(), isBase64Encoded: false }
    : { body: bytes.toString('base64'), isBase64Encoded: true };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOptionalRecord(value: unknown): boolean {
  return value === undefined || isRecord(value);
}

function toJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (json === undefined)
    throw new TypeError(
      `A route returned ${typeof value}, which cannot be sent. Return a value that JSON can express, a proxy result or a Response.`,
    );
  return json;
}

function checkStatus(status: number): number {
  if (isStatus(status)) return status;
  throw new RangeError(`The status code ${status} is not an HTTP status: it must be an integer from 200 to 599.`);
}

function addProxyHeaders(headers: HeaderLists, result: ExtendedAPIGatewayProxyResult): void {
  for (const [name, value] of Object.entries(result.headers ?? {})) {
    if (value === undefined || value === null) continue;
    if (name.toLowerCase() === 'set-cookie') appendHeader(headers, name, value);
    else setHeader(headers, name, value);
  }
  for (const [name, values] of Object.entries(result.multiValueHeaders ?? {})) {
    for (const value of values ?? []) appendHeader(headers, name, value);
  }
  for (const cookie of result.cookies ?? []) appendHeader(headers, 'set-cookie', cookie);
}

function withType(base: HeaderLists | undefined, type: string): HeaderLists {
  return new Map(base).set('content-type', [type]);
}

function bytesReply(status: number, body: Body, base: HeaderLists | undefined): Reply {
  return {
    status,
    headers: base?.has('content-type') ? new Map(base) : withType(base, 'application/octet-stream'),
    body,
    bodyIsBase64: false,
  };
}

function proxyReply(result: ExtendedAPIGatewayProxyResult, base: HeaderLists | undefined): Reply {
  const status = checkStatus(result.statusCode);
  const { statusDescription, isBase64Encoded = false } = result;
  const given = result.body ?? undefined;
  if (forbidsBody(status)) cancelBody(isBodyStream(given) ? given : undefined);
  const body = forbidsBody(status) ? undefined : given;
  const headers = new Map(base);
  if (body !== undefined) headers.set('content-type', ['application/json']);
  addProxyHeaders(headers, result);
  return {
    status,
    headers,
    body: bodyOf(body),
    bodyIsBase64: typeof body === 'string' && isBase64Encoded,
    statusText: statusDescription === undefined ? undefined : oneLine(String(statusDescription)),
  };
}

function bodyOf(body: unknown): Body {
  if (body === undefined || typeof body === 'string' || isBodyStream(body)) return body;
  return bytesOf(body) ?? toJson(body);
}
