import { ACCOUNT_ID } from '../functions/function-definition.js';
import {
  type HttpRequest,
  isOfConnection,
  isTextType,
  pathOf,
  queryOf,
  type RequestFacts,
  requestTime,
} from './http-request.js';
import type { RouteMatch } from './routes.js';

/** Cookies have a place of their own. */
const COOKIE = 'cookie';

/** The event that an HTTP API or a function URL sends for a request: payload format 2.0. */
export function toApiGatewayEvent(
  { method, url, headers, body, sourceIp }: HttpRequest,
  { route, routeKey, pathParameters }: RouteMatch,
  { requestId, traceHeader, authorizer }: RequestFacts,
): Record<string, unknown> {
  const time = new Date();
  const rawPath = pathOf(url);
  const rawQueryString = queryOf(url);
  const query = joined(new URLSearchParams(rawQueryString));
  const cookies = (headers.cookie ?? []).flatMap((cookie) => cookie.split(/;\s*/)).filter((cookie) => cookie !== '');
  const singleHeaders = joined(
    Object.entries(headers).flatMap(([name, values = []]) =>
      name === COOKIE || isOfConnection(name) ? [] : values.map((value) => [name, value] as const),
    ),
  );
  const domainName = singleHeaders.host ?? 'localhost';
  const isText = isTextType(singleHeaders['content-type']);
  const isUrl = route.source === 'FunctionUrl';
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
      // A function URL without authorization has no account to name.
      accountId: isUrl ? 'anonymous' : ACCOUNT_ID,
      apiId: 'local',
      ...(authorizer && { authorizer }),
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

/** Repeated names are joined by commas. */
function joined(entries: Iterable<readonly [string, string]>): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of entries) values.set(name, values.has(name) ? `${values.get(name)},${value}` : value);
  return Object.fromEntries(values);
}
