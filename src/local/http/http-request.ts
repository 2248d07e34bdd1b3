import type { IncomingMessage } from 'node:http';
import type { Values } from '../is-record.js';

export interface HttpRequest {
  readonly method: string;
  /** Path and query string, as they came. */
  readonly url: string;
  readonly headers: IncomingMessage['headersDistinct'];
  /** Names and values in turn, as they were sent. */
  readonly rawHeaders: readonly string[];
  readonly body: Buffer;
  readonly sourceIp: string;
}

/** What is added to a request on its way to a function. */
export interface RequestFacts {
  readonly requestId: string;
  readonly traceHeader: string;
  /** What an authorizer has found out; undefined where there is none. */
  readonly authorizer: Values | undefined;
}

/** What AWS hands on as text; it encodes every other body in base64. */
const TEXT_TYPES = /^(text\/.*|application\/(json|javascript|xml|.+\+(json|xml)))\s*(;|$)/i;
const OF_CONNECTION = /^(connection|keep-alive|transfer-encoding|upgrade|x-amzn-trace-id)$/i;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The path of a request target, without the query string. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] || '/';
}

export function queryOf(url: string): string {
  return url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
}

/** Whether a header concerns this connection only, and is not passed on as it is. */
export function isOfConnection(name: string): boolean {
  return OF_CONNECTION.test(name);
}

export function isTextType(contentType = 'text/plain'): boolean {
  return TEXT_TYPES.test(contentType);
}

/** `23/Nov/2026:22:49:03 +0000` */
export function requestTime(time: Date): string {
  const [date = '', clock = ''] = time.toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock.slice(0, 8)} +0000`;
}
