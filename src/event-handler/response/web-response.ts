import { addWebHeaders, forbidsBody, type HeaderLists, type Reply } from './reply.js';

const TEXT_TYPES = /^(text\/|application\/(json|xml|javascript|x-www-form-urlencoded|x-ndjson)\b|[^;]*\+(json|xml)\b)/i;

/** A web response for middleware that wants one. */
export function toWebResponse(reply: Reply): Response {
  const { body, bodyIsBase64, status, statusText = '' } = reply;
  const bytes = bodyIsBase64 && typeof body === 'string' ? Buffer.from(body, 'base64') : body;
  return new Response(forbidsBody(status) ? null : (bytes ?? null), {
    status,
    statusText,
    headers: toHeaders(reply.headers),
  });
}

/** The same response with the headers that were set before it underneath; it can be changed where a fetched one cannot. */
export function onTopOf(base: HeaderLists | undefined, response: Response): Response {
  const headers = toHeaders(addWebHeaders(new Map(base), response.headers));
  return new Response(response.body, { status: response.status, statusText: response.statusText, headers });
}

/** Reads a web response to its end. Its body is text where its type says so, or, without a type, where it is UTF-8. */
export async function readWebResponse(response: Response): Promise<Reply> {
  const shared = {
    status: response.status,
    headers: addWebHeaders(new Map(), response.headers),
    statusText: response.statusText,
    bodyIsBase64: false,
  };
  if (response.body === null || forbidsBody(response.status)) return { ...shared, body: undefined };
  if (isText(response.headers)) return { ...shared, body: await response.text() };
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.headers.has('content-type') || response.headers.has('content-encoding'))
    return { ...shared, body: bytes };
  try {
    return { ...shared, body: new TextDecoder('utf-8', { fatal: true }).decode(bytes) };
  } catch {
    return { ...shared, body: bytes };
  }
}

function isText(headers: Headers): boolean {
  const encoding = headers.get('content-encoding');
  if (encoding && encoding !== 'identity') return false;
  const type = headers.get('content-type') ?? '';
  const charset = /charset="?([\w-]+)/i.exec(type)?.[1] ?? 'utf-8';
  return TEXT_TYPES.test(type) && !type.startsWith('image/') && /^(utf-?8|us-ascii)$/i.test(charset);
}

function toHeaders(lists: HeaderLists): Headers {
  const headers = new Headers();
  for (const [name, values] of lists) for (const value of values) headers.append(name, value);
  return headers;
}
