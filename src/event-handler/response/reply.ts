/** Header names in lower case, each with its values in the order in which they were given. */
export type HeaderLists = Map<string, string[]>;

/** A response before it is given the shape that the event's source asks for. */
export interface Reply {
  readonly status: number;
  readonly headers: HeaderLists;
  /** Text, bytes, or text that is base64 already. */
  readonly body: string | Uint8Array | undefined;
  readonly bodyIsBase64: boolean;
  readonly statusText?: string | undefined;
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
  return typeof value === 'object' && value !== null && tagOf(value) === 'Response';
}

/** Statuses whose response has no body: a client would take it for the start of the next response. */
export function forbidsBody(status: number): boolean {
  return status === 204 || status === 205 || status === 304;
}

/** Final statuses, as a web `Response` takes them. */
export function isStatus(status: number): boolean {
  return Number.isInteger(status) && status >= 200 && status <= 599;
}

export function setHeader(headers: HeaderLists, name: string, value: string): void {
  headers.set(name.toLowerCase(), [value]);
}

export function appendHeader(headers: HeaderLists, name: string, value: string): void {
  const key = name.toLowerCase();
  const values = headers.get(key);
  // A cookie that is there already came back through a copied response.
  if (!values) headers.set(key, [value]);
  else if (key !== 'set-cookie' || !values.includes(value)) headers.set(key, [...values, value]);
}

/** Adds the headers of a web response to `headers`: cookies join those that are there, others replace them. */
export function addWebHeaders(headers: HeaderLists, web: Headers): HeaderLists {
  web.forEach((value, name) => {
    if (name !== 'set-cookie') headers.set(name, [value]);
  });
  for (const cookie of web.getSetCookie()) appendHeader(headers, 'set-cookie', cookie);
  return headers;
}

/**
 * The reply that a handler's or a middleware's result stands for, on top of the headers that are set already. A promise
 * only where there is something to wait for.
 */
export function replyFrom(result: unknown, base: HeaderLists | undefined, status = 200): Reply | Promise<Reply> {
  if (typeof result === 'object' && result !== null) {
    if (isExtendedAPIGatewayProxyResult(result)) return proxyReply(result, base);
    const bytes = bytesOf(result);
    if (bytes) return bytesReply(status, bytes, base);
    if (isStream(result)) return collect(result).then((collected) => bytesReply(status, collected, base));
  }
  return { status, headers: withType(base, 'application/json'), body: toJson(result), bodyIsBase64: false };
}

/** The body as a proxy result carries it. `forced` is `reqCtx.isBase64Encoded`. */
export function encodeBody(reply: Reply, forced: boolean | undefined): { body: string; isBase64Encoded: boolean } {
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

// Asking by tag and not by `instanceof`: naming the web classes makes Node.js load all of its fetch implementation.
function tagOf(value: object): unknown {
  return (value as { [Symbol.toStringTag]?: unknown })[Symbol.toStringTag];
}

function isAsyncIterable(value: object): value is AsyncIterable<unknown> {
  return Symbol.asyncIterator in value;
}

function isStream(value: object): value is AsyncIterable<unknown> {
  return isAsyncIterable(value) && (tagOf(value) === 'ReadableStream' || 'pipe' in value);
}

function bytesOf(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return value instanceof ArrayBuffer ? new Uint8Array(value) : undefined;
}

async function collect(stream: AsyncIterable<unknown>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(bytesOf(chunk) ?? Buffer.from(String(chunk)));
  return Buffer.concat(chunks);
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
    if (name.toLowerCase() === 'set-cookie') appendHeader(headers, name, String(value));
    else setHeader(headers, name, String(value));
  }
  for (const [name, values] of Object.entries(result.multiValueHeaders ?? {})) {
    for (const value of values ?? []) appendHeader(headers, name, String(value));
  }
  for (const cookie of result.cookies ?? []) appendHeader(headers, 'set-cookie', cookie);
}

function withType(base: HeaderLists | undefined, type: string): HeaderLists {
  return new Map(base).set('content-type', [type]);
}

function bytesReply(status: number, bytes: Uint8Array, base: HeaderLists | undefined): Reply {
  return {
    status,
    headers: base?.has('content-type') ? new Map(base) : withType(base, 'application/octet-stream'),
    body: bytes,
    bodyIsBase64: false,
  };
}

function proxyReply(result: ExtendedAPIGatewayProxyResult, base: HeaderLists | undefined): Reply | Promise<Reply> {
  const status = checkStatus(result.statusCode);
  const body = forbidsBody(status) ? undefined : (result.body ?? undefined);
  const headers = new Map(base);
  if (body !== undefined) headers.set('content-type', ['application/json']);
  addProxyHeaders(headers, result);
  const { statusDescription: statusText, isBase64Encoded = false } = result;
  const withBody = (sent: string | Uint8Array | undefined, bodyIsBase64 = false): Reply => ({
    status,
    headers,
    body: sent,
    bodyIsBase64,
    statusText,
  });
  if (body === undefined) return withBody(undefined);
  if (typeof body === 'string') return withBody(body, isBase64Encoded);
  if (typeof body === 'object' && isStream(body)) return collect(body).then((bytes) => withBody(bytes));
  return withBody(bytesOf(body) ?? toJson(body));
}
