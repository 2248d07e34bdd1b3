import type { IncomingMessage } from 'node:http';
import { ACCOUNT_ID } from '../functions/function-definition.js';
import type { RouteMatch } from './routes.js';

/** What API Gateway hands on as text; it encodes every other body in base64. */
const TEXT_TYPES = /^(text\/.*|application\/(json|javascript|xml|.+\+(json|xml)))\s*(;|$)/i;

export interface HttpRequest {
  readonly method: string;
  /** Path and query string, as they came. */
  readonly url: string;
  readonly headers: IncomingMessage['headersDistinct'];
  readonly body: Buffer;
  readonly sourceIp: string;
}

/** The path of a request target, without the query string. */
export function pathOf(url: string): string {
  return url.split('?', 1)[0] || '/';
}

/** Cookies have a place of their own; the others concern this connection only. */
const NOT_PASSED_ON = /^(cookie|connection|keep-alive|transfer-encoding|upgrade|x-amzn-trace-id)$/;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** The event that an API Gateway HTTP API sends for a request: payload format 2.0. */
export function toApiGatewayEvent(
  { method, url, headers, body, sourceIp }: HttpRequest,
  { routeKey, pathParameters }: RouteMatch,
  { requestId, traceHeader }: { readonly requestId: string; readonly traceHeader: string },
): Record<string, unknown> {
  const time = new Date();
  const rawPath = pathOf(url);
  const rawQueryString = queryOf(url);
  const query = joined(new URLSearchParams(rawQueryString));
  const cookies = (headers.cookie ?? []).flatMap((cookie) => cookie.split(/;\s*/)).filter((cookie) => cookie !== '');
  const singleHeaders = joined(
    Object.entries(headers).flatMap(([name, values = []]) =>
      NOT_PASSED_ON.test(name) ? [] : values.map((value) => [name, value] as const),
    ),
  );
  const domainName = singleHeaders.host ?? 'localhost';
  const isText = TEXT_TYPES.test(singleHeaders['content-type'] ?? 'text/plain');
  return {
    version: '2.0',
    routeKey,
    rawPath,
    rawQueryString,
    ...(cookies.length > 0 && { cookies }),
    headers: {
      ...singleHeaders,
      'x-amzn-trace-id': traceHeader,
      'x-forwarded-for': sourceIp,
      'x-forwarded-port': domainName.split(':')[1] ?? '80',
      'x-forwarded-proto': 'http',
    },
    ...(rawQueryString !== '' && { queryStringParameters: query }),
    requestContext: {
      accountId: ACCOUNT_ID,
      apiId: 'local',
      domainName,
      domainPrefix: 'local',
      http: { method, path: rawPath, protocol: 'HTTP/1.1', sourceIp, userAgent: singleHeaders['user-agent'] ?? '' },
      requestId,
      routeKey,
      stage: '$default',
      time: requestTime(time),
      timeEpoch: time.getTime(),
    },
    ...(pathParameters && { pathParameters }),
    ...(body.length > 0 && { body: body.toString(isText ? 'utf8' : 'base64') }),
    isBase64Encoded: body.length > 0 && !isText,
  };
}

function queryOf(url: string): string {
  return url.includes('?') ? url.slice(url.indexOf('?') + 1) : '';
}

/** Repeated names are joined by commas. */
function joined(entries: Iterable<readonly [string, string]>): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of entries) values.set(name, values.has(name) ? `${values.get(name)},${value}` : value);
  return Object.fromEntries(values);
}

/** `23/Nov/2026:22:49:03 +0000` */
function requestTime(time: Date): string {
  const [date = '', clock = ''] = time.toISOString().split('T');
  const [year, month, day] = date.split('-');
  return `${day}/${MONTHS[Number(month) - 1]}/${year}:${clock.slice(0, 8)} +0000`;
}
