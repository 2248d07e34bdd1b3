import { type HttpRequestOptions, httpRequest, type MultiValues, pickValues } from './http-request.js';

/** An event of an API Gateway REST API, payload format 1.0. */
export interface ApiGatewayRestEvent {
  /** The template of the resource, such as `/orders/{id}`: the option `route`. */
  resource: string;
  /** The path of the request, such as `/orders/7`. */
  path: string;
  /** The HTTP method, in upper case. */
  httpMethod: string;
  /** The headers, names in lower case; of several values the last. */
  headers: Record<string, string>;
  /** All values of the headers, names in lower case. */
  multiValueHeaders: MultiValues;
  /** The query, decoded; of several values the last. Null: there is none. */
  queryStringParameters: Record<string, string> | null;
  /** All values of the query, decoded. Null: there is none. */
  multiValueQueryStringParameters: MultiValues | null;
  /** The parameters of the route, by name. Null: there are none. */
  pathParameters: Record<string, string> | null;
  /** Always null: the stage has no variables. */
  stageVariables: null;
  /** The body as text. Null: there is none. */
  body: string | null;
  /** Always false: the body is text. */
  isBase64Encoded: boolean;
  /** What API Gateway knows of the request: a new id for each, the stage `prod`, the sender. */
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
  /** Always null: no AWS credentials have signed the request. */
  accessKey: null;
  /** Always null: no AWS credentials have signed the request. */
  accountId: null;
  /** Always null: the request has no API key. */
  apiKey: null;
  /** Always null: the request has no API key. */
  apiKeyId: null;
  /** Always null: no AWS credentials have signed the request. */
  caller: null;
  /** Always null: the client has shown no certificate. */
  clientCert: null;
  /** Always null: Cognito has no part in the request. */
  cognitoAuthenticationProvider: null;
  /** Always null: Cognito has no part in the request. */
  cognitoAuthenticationType: null;
  /** Always null: Cognito has no part in the request. */
  cognitoIdentityId: null;
  /** Always null: Cognito has no part in the request. */
  cognitoIdentityPoolId: null;
  /** Always null: no AWS credentials have signed the request. */
  principalOrgId: null;
  /** The address of the client: `192.0.2.1`, which is reserved for examples. */
  sourceIp: string;
  /** Always null: no AWS credentials have signed the request. */
  user: null;
  /** The header `user-agent`. Default: `test`. */
  userAgent: string;
  /** Always null: no AWS credentials have signed the request. */
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
