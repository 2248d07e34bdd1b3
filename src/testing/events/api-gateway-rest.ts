import { type HttpRequestOptions, httpRequest, type MultiValues, pickValues } from './http-request.js';

/** An event of an API Gateway REST API, payload format 1.0. */
export interface ApiGatewayRestEvent {
  resource: string;
  path: string;
  httpMethod: string;
  headers: Record<string, string>;
  multiValueHeaders: MultiValues;
  queryStringParameters: Record<string, string> | null;
  multiValueQueryStringParameters: MultiValues | null;
  pathParameters: Record<string, string> | null;
  stageVariables: null;
  body: string | null;
  isBase64Encoded: boolean;
  requestContext: {
    accountId: string;
    apiId: string;
    authorizer: null;
    domainName: string;
    domainPrefix: string;
    httpMethod: string;
    identity: RestIdentity;
    path: string;
    protocol: string;
    requestId: string;
    requestTime: string;
    requestTimeEpoch: number;
    resourceId: string;
    resourcePath: string;
    stage: string;
  };
}

/** Who sent the request: in tests, nobody in particular. */
export interface RestIdentity {
  accessKey: null;
  accountId: null;
  apiKey: null;
  apiKeyId: null;
  caller: null;
  clientCert: null;
  cognitoAuthenticationProvider: null;
  cognitoAuthenticationType: null;
  cognitoIdentityId: null;
  cognitoIdentityPoolId: null;
  principalOrgId: null;
  sourceIp: string;
  user: null;
  userAgent: string;
  userArn: null;
}

const STAGE = 'prod';

/**
 * The event of a request to an API Gateway REST API.
 *
 * @example
 * apiGatewayRestEvent({ path: '/orders/7', route: '/orders/{id}', pathParameters: { id: '7' } });
 */
export function apiGatewayRestEvent(options: HttpRequestOptions = {}): ApiGatewayRestEvent {
  const { method, path, route, pathParameters, query, headers, body } = httpRequest(options);
  // Of several values API Gateway puts the last one into the maps of single values.
  const last = (all: readonly string[]): string => all.at(-1) ?? '';
  const queryStringParameters = pickValues(query, last) ?? null;
  return {
    resource: route,
    path,
    httpMethod: method,
    headers: pickValues(headers, last) ?? {},
    multiValueHeaders: headers,
    queryStringParameters,
    multiValueQueryStringParameters: queryStringParameters && query,
    pathParameters: pathParameters ?? null,
    stageVariables: null,
    body: body ?? null,
    isBase64Encoded: false,
    requestContext: {
      accountId: '123456789012',
      apiId: 'api-id',
      authorizer: null,
      domainName: 'api.example.com',
      domainPrefix: 'api',
      httpMethod: method,
      identity: identity(headers['user-agent']?.[0] ?? 'test'),
      path: `/${STAGE}${path}`,
      protocol: 'HTTP/1.1',
      requestId: crypto.randomUUID(),
      requestTime: '01/Jan/2026:00:00:00 +0000',
      requestTimeEpoch: 1_767_225_600_000,
      resourceId: 'resource-id',
      resourcePath: route,
      stage: STAGE,
    },
  };
}

function identity(userAgent: string): RestIdentity {
  return {
    accessKey: null,
    accountId: null,
    apiKey: null,
    apiKeyId: null,
    caller: null,
    clientCert: null,
    cognitoAuthenticationProvider: null,
    cognitoAuthenticationType: null,
    cognitoIdentityId: null,
    cognitoIdentityPoolId: null,
    principalOrgId: null,
    sourceIp: '192.0.2.1',
    user: null,
    userAgent,
    userArn: null,
  };
}
