import { toUrlPath } from '../routing/path.js';
import type { HttpRequest } from '../sources/event-source.js';
import { parseJson } from './json-body.js';
import { bytesOfBody, headerOf, headersOf } from './request.js';

/** The failures of `json()` of requests: what the client sent is not JSON. */
const malformed = new WeakSet<object>();

/** What no web `Request` can be made with. */
const NOT_FETCHED: ReadonlySet<string> = new Set(['CONNECT', 'TRACE', 'TRACK']);

/** The web `Request` that the event describes. */
export function toWebRequest(request: HttpRequest): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(headersOf(request))) {
    try {
      headers.set(name, asBytes(value));
    } catch {
      // A name or a value that HTTP does not allow cannot have come over HTTP: nobody will look for it.
    }
  }
  const { method } = request;
  if (NOT_FETCHED.has(method)) {
    // It is answered with 405, which the middleware round that may look at.
    const unlike = new Request(urlOf(request), { headers });
    return Object.defineProperty(unlike, 'method', { value: method });
  }
  const hasBody = request.body !== undefined && method !== 'GET' && method !== 'HEAD';
  if (!hasBody) return new Request(urlOf(request), { method, headers });
  return markingMalformed(
    new Request(urlOf(request), {
      method,
      headers,
      body: request.isBase64Encoded ? bytesOfBody(request) : (request.body ?? ''),
    }),
  );
}

/** Whether this is what `json()` of a request threw at a body that is not JSON. */
export function isMalformedJson(error: unknown): boolean {
  return typeof error === 'object' && error !== null && malformed.has(error);
}

/** The same request, whose `json()` throws what it threw, but so that it is known for the client's fault. */
function markingMalformed(request: Request): Request {
  return Object.defineProperties(request, {
    json: { value: () => parseBody(request), configurable: true, writable: true },
    clone: { value: () => markingMalformed(Request.prototype.clone.call(request)), configurable: true, writable: true },
  });
}

async function parseBody(request: Request): Promise<unknown> {
  const text = await request.text();
  const parsed = parseJson(text);
  if (parsed) return parsed.value;
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) malformed.add(error);
    throw error;
  }
}

/** What a header cannot carry as text came as the bytes of UTF-8, each of which is a character to a web `Request`. */
function asBytes(value: string): string {
  return /[\u0100-\uffff]/.test(value) ? Buffer.from(value).toString('latin1') : value;
}

function urlOf(request: HttpRequest): string {
  // A chain of proxies lists the protocols it was reached by; the first is the client's.
  const forwarded = headerOf(request, 'x-forwarded-proto')?.split(',')[0]?.trim();
  const protocol = forwarded === 'http' ? 'http' : 'https';
  const host = headerOf(request, 'host') || request.domainName || 'localhost';
  const query = request.queryString();
  const rest = `${toUrlPath(request.path)}${query && `?${query}`}`;
  const url = `${protocol}://${host}${rest}`;
  // The host is the client's word and need not be one.
  return /^[\w.:[\]-]+$/.test(host) && URL.canParse(url) ? url : `${protocol}://localhost${rest}`;
}
