import { toUrlPath } from '../routing/path.js';
import type { HttpRequest } from '../sources/event-source.js';

/** A header's value whatever its case, several of them joined. */
export function headerOf(request: HttpRequest, name: string): string | undefined {
  const key = name.toLowerCase();
  const { headers, multiValueHeaders, cookies } = request;
  if (key === 'cookie' && cookies?.length) return joinValues(key, cookies);
  for (const [candidate, values] of Object.entries(multiValueHeaders ?? {})) {
    if (values?.length && candidate.toLowerCase() === key) return joinValues(key, values);
  }
  if (Object.hasOwn(headers, key)) return headers[key];
  return Object.entries(headers).find(([candidate]) => candidate.toLowerCase() === key)?.[1];
}

/** Every header once, its name in lower case. */
export function headersOf({ headers, multiValueHeaders, cookies }: HttpRequest): Record<string, string> {
  const all: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(headers)) {
    if (typeof value === 'string') all[name.toLowerCase()] = value;
  }
  for (const [name, values] of Object.entries(multiValueHeaders ?? {})) {
    const key = name.toLowerCase();
    if (values?.length) all[key] = joinValues(key, values);
  }
  if (cookies?.length) all.cookie = joinValues('cookie', cookies);
  return all;
}

export function textOfBody(request: HttpRequest): string {
  return request.isBase64Encoded ? bytesOfBody(request).toString() : (request.body ?? '');
}

export function isJson(contentType: string | undefined | null): boolean {
  // No pattern: a client's header may be long, and made of spaces.
  const [type = ''] = (contentType ?? '').split(';', 1);
  const name = type.trim().toLowerCase();
  return name === 'application/json' || name.endsWith('+json');
}

/** The web `Request` that the event describes. */
export function toWebRequest(request: HttpRequest): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(headersOf(request))) {
    try {
      headers.set(name, value);
    } catch {
      // A name or a value that HTTP does not allow cannot have come over HTTP: nobody will look for it.
    }
  }
  const { method } = request;
  const hasBody = request.body !== undefined && method !== 'GET' && method !== 'HEAD';
  if (!hasBody) return new Request(urlOf(request), { method, headers });
  return new Request(urlOf(request), {
    method,
    headers,
    body: request.isBase64Encoded ? bytesOfBody(request) : (request.body ?? ''),
  });
}

function joinValues(key: string, values: readonly string[]): string {
  return values.join(key === 'cookie' ? '; ' : ', ');
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

function bytesOfBody(request: HttpRequest): Buffer {
  return Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8');
}
