import { toWebRequest } from '../request/web-request.js';
import type { ResponseType } from '../sources/event-source.js';
import { openExchange, type RouterResponse, resultFor } from '../sources/index.js';
import { addWebHeaders } from './headers.js';
import { encodeBody, isWebResponse, replyFrom } from './reply.js';
import { onTopOf, readWebResponse, toWebResponse } from './web-response.js';

/** How a handler's result becomes a web `Response`. */
export interface HandlerResultOptions {
  /** The status of what does not name its own. Default: 200. */
  readonly statusCode?: number | undefined;
  /** Headers that are there already; those of the result replace them. Default: none. */
  readonly resHeaders?: Headers | undefined;
}

/** How a web `Response` becomes a result. */
export interface WebResponseToProxyResultOptions {
  /** Forces the body to be base64, or not to be. Default: as its type and its bytes say. */
  readonly isBase64Encoded?: boolean | undefined;
}

/**
 * The web `Request` that an HTTP event describes, as `reqCtx.req` is.
 *
 * @throws InvalidEventError when it is not an HTTP event.
 */
export function proxyEventToWebRequest(event: unknown): Request {
  return toWebRequest(openExchange(event).request);
}

/** What a handler has returned, as a web `Response`. */
export function handlerResultToWebResponse(
  result: unknown,
  { statusCode, resHeaders }: HandlerResultOptions = {},
): Response {
  const base = resHeaders && addWebHeaders(new Map(), resHeaders);
  return isWebResponse(result) ? onTopOf(base, result) : toWebResponse(replyFrom(result, base, statusCode));
}

/** A web `Response` in the form that a source of HTTP events takes; it is read to its end. */
export async function webResponseToProxyResult(
  response: Response,
  responseType: ResponseType,
  { isBase64Encoded }: WebResponseToProxyResultOptions = {},
): Promise<RouterResponse> {
  const reply = await readWebResponse(response);
  const { status, headers, statusText } = reply;
  return resultFor(responseType, { status, headers, statusText, ...encodeBody(reply, isBase64Encoded) });
}
