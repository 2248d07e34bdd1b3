import { ACCOUNT_ID } from '../functions/function-definition.js';
import type { Values } from '../is-record.js';
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

const DEFAULT_STAGE = 'Prod';
const IDENTITY = {
  ...{ accessKey: null, accountId: null, apiKey: null, apiKeyId: null, caller: null, clientCert: null },
  ...{ cognitoAuthenticationProvider: null, cognitoAuthenticationType: null, cognitoIdentityId: null },
  ...{ cognitoIdentityPoolId: null, principalOrgId: null, user: null, userArn: null },
};

/** The event that an API Gateway REST API sends for a request, and an HTTP API with payload format 1.0. */
export function toRestEvent(request: HttpRequest, match: RouteMatch, facts: RequestFacts): Values {
  const { method, url, headers, body } = request;
  const { route, pathParameters } = match;
  const { path: template } = route;
  const path = pathOf(url);
  const isHttpApi = route.source === 'HttpApi1';
  const resource = template === '$default' ? (isHttpApi ? '$default' : '/{proxy+}') : template;
  // A resource that takes everything has the path as its parameter.
  const parameters =
    template === '$default' && !isHttpApi && path !== '/' ? { proxy: path.replace(/^\//, '') } : pathParameters;
  const sent = listsOf([...passedOn(request), ...added(request, facts)]);
  const query = listsOf([...new URLSearchParams(queryOf(url))]);
  const isText = isTextType(headers['content-type']?.[0]);
  return {
    ...(isHttpApi && { version: '1.0' }),
    resource,
    path,
    httpMethod: method,
    headers: lastOf(sent),
    multiValueHeaders: sent,
    queryStringParameters: lastOf(query),
    multiValueQueryStringParameters: query,
    pathParameters: parameters ?? null,
    stageVariables: null,
    requestContext: contextOf(request, { ...match, resource, stage: isHttpApi ? '$default' : route.stage }, facts),
    body: body.length > 0 ? body.toString(isText ? 'utf8' : 'base64') : null,
    isBase64Encoded: body.length > 0 && !isText,
  };
}

type Lists = Readonly<Record<string, readonly string[]>>;

/** The values of each name; null where there are none at all. */
export function listsOf(entries: readonly (readonly [string, string])[]): Lists | null {
  const lists = new Map<string, string[]>();
  for (const [name, value] of entries) lists.set(name, [...(lists.get(name) ?? []), value]);
  return lists.size > 0 ? Object.fromEntries(lists) : null;
}

/** Of several values of a name the last counts. */
export function lastOf(lists: Lists | null): Readonly<Record<string, string>> | null {
  return lists && Object.fromEntries(Object.entries(lists).map(([name, values]) => [name, values.at(-1) ?? '']));
}

/** The `requestContext` of a request to a REST API. */
function contextOf(
  { method, url, headers, sourceIp }: HttpRequest,
  { resource, stage = DEFAULT_STAGE }: { readonly resource: string; readonly stage: string | undefined },
  { requestId, authorizer }: RequestFacts,
): Values {
  const time = new Date();
  const path = pathOf(url);
  const domainName = headers.host?.[0] ?? 'localhost';
  return {
    accountId: ACCOUNT_ID,
    apiId: 'local',
    ...(authorizer && { authorizer }),
    domainName,
    domainPrefix: 'local',
    extendedRequestId: requestId,
    httpMethod: method,
    identity: { ...IDENTITY, sourceIp, userAgent: headers['user-agent']?.[0] ?? null },
    path: stage === '$default' ? path : `/${stage}${path}`,
    protocol: 'HTTP/1.1',
    requestId,
    requestTime: requestTime(time),
    requestTimeEpoch: time.getTime(),
    resourceId: 'local',
    resourcePath: resource,
    stage,
  };
}

/** Headers as a REST API hands them on: names as they were sent. */
function passedOn({ rawHeaders }: HttpRequest): [string, string][] {
  return rawHeaders.flatMap((name, index): [string, string][] =>
    index % 2 === 0 && !isOfConnection(name) ? [[name, rawHeaders[index + 1] ?? '']] : [],
  );
}

function added({ headers, sourceIp }: HttpRequest, { traceHeader }: RequestFacts): [string, string][] {
  return [
    ['X-Amzn-Trace-Id', traceHeader],
    ['X-Forwarded-For', sourceIp],
    ['X-Forwarded-Port', headers.host?.[0]?.split(':')[1] ?? '80'],
    ['X-Forwarded-Proto', 'http'],
  ];
}
