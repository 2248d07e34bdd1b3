import type { HttpRequest } from '../sources/event-source.js';
import { withoutMark } from './json-body.js';

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
  return withoutMark(request.isBase64Encoded ? bytesOfBody(request).toString() : (request.body ?? ''));
}

export function bytesOfBody(request: HttpRequest): Buffer {
  return Buffer.from(request.body ?? '', request.isBase64Encoded ? 'base64' : 'utf8');
}

function joinValues(key: string, values: readonly string[]): string {
  return values.join(key === 'cookie' ? '; ' : ', ');
}
