import { decodeText, isBodyStream, textOrBytes, webStreamOf } from './body.js';
import { addWebHeaders, type HeaderLists, toWebHeaders } from './headers.js';
import { forbidsBody, type Reply, type WholeReply } from './reply.js';

/** By a response, and by its body: whether what was read of it is text, which its bytes do not tell any more. */
const texts = new WeakMap<object, () => boolean>();

/** A web response for middleware that wants one. */
export function toWebResponse(reply: Reply): Response {
  const { body, bodyIsBase64, status, statusText = '' } = reply;
  const init = { status, statusText, headers: toWebHeaders(reply.headers) };
  if (body === undefined || forbidsBody(status)) return new Response(null, init);
  if (typeof body === 'string')
    return bodyIsBase64 ? new Response(Buffer.from(body, 'base64'), init) : remember(new Response(body, init), isTrue);
  if (!isBodyStream(body)) return new Response(body, init);
  const kinds = { text: false, bytes: false };
  const note = (chunk: unknown): void => {
    kinds[typeof chunk === 'string' ? 'text' : 'bytes'] = true;
  };
  return remember(new Response(webStreamOf(body, note), init), () => kinds.text && !kinds.bytes);
}

/** The same response with the headers that were set before it underneath; it can be changed where a fetched one cannot. */
export function onTopOf(base: HeaderLists | undefined, response: Response): Response {
  const headers = toWebHeaders(addWebHeaders(new Map(base), response.headers));
  const { body, status, statusText } = response;
  return copyMemory(response, new Response(body, { status, statusText, headers }));
}

/** A web response as a reply, its body not yet read. */
export function streamedWebResponse(response: Response): Reply {
  const { status, statusText, headers, body } = response;
  const sent = forbidsBody(status) ? undefined : (body ?? undefined);
  return { status, statusText, headers: addWebHeaders(new Map(), headers), body: sent, bodyIsBase64: false };
}

/** Reads a web response to its end. Its body is text where it was, or where it may be. */
export async function readWebResponse(response: Response): Promise<WholeReply> {
  const reply = { ...streamedWebResponse(response), body: undefined };
  if (response.body === null || forbidsBody(response.status)) return reply;
  const wasText = texts.get(response) ?? texts.get(response.body);
  const bytes = new Uint8Array(await response.arrayBuffer());
  return { ...reply, body: wasText?.() ? decodeText(bytes) : textOrBytes(bytes, reply.headers) };
}

function remember(response: Response, isText: () => boolean): Response {
  texts.set(response, isText);
  if (response.body) texts.set(response.body, isText);
  return response;
}

function copyMemory(from: Response, to: Response): Response {
  const isText = texts.get(from) ?? (from.body ? texts.get(from.body) : undefined);
  return isText ? remember(to, isText) : to;
}

function isTrue(): boolean {
  return true;
}
