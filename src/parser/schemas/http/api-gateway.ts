import { arrayOf, nullable, nullish, optional, recordOf, transformed, union } from '../../shape/containers.js';
import { object } from '../../shape/object.js';
import { anything, boolean, ip, literal, number, string } from '../../shape/scalars.js';
import { APIGatewayCert, APIGatewayHttpMethod, APIGatewayRecord, APIGatewayStringArray } from './apigw-proxy.js';

const MultiValues = recordOf(APIGatewayStringArray);

const Identity = object({
  accessKey: nullish(string),
  accountId: nullish(string),
  apiKey: nullish(string),
  apiKeyId: nullish(string),
  caller: nullish(string),
  cognitoAuthenticationProvider: nullish(string),
  cognitoAuthenticationType: nullish(string),
  cognitoIdentityId: nullish(string),
  cognitoIdentityPoolId: nullish(string),
  principalOrgId: nullish(string),
  // API Gateway's console sends this text when one tests a method there.
  sourceIp: optional(union(ip, literal('test-invoke-source-ip'))),
  user: nullish(string),
  userAgent: nullish(string),
  userArn: nullish(string),
  clientCert: nullish(APIGatewayCert),
});

const RequestContext = object({
  accountId: string,
  apiId: string,
  deploymentId: nullish(string),
  authorizer: nullish(
    union(
      object({ integrationLatency: number, principalId: string }),
      object({ claims: recordOf(anything), scopes: optional(arrayOf(string)) }),
    ),
  ),
  stage: string,
  protocol: string,
  identity: Identity,
  requestId: string,
  requestTime: string,
  requestTimeEpoch: number,
  resourceId: nullish(string),
  resourcePath: string,
  domainName: nullish(string),
  domainPrefix: nullish(string),
  extendedRequestId: nullish(string),
  httpMethod: APIGatewayHttpMethod,
  path: string,
  connectedAt: nullish(number),
  connectionId: nullish(string),
  eventType: nullish(literal('CONNECT', 'MESSAGE', 'DISCONNECT')),
  messageDirection: nullish(string),
  messageId: nullish(string),
  routeKey: nullish(string),
  operationName: nullish(string),
});

/** Where a request by API Gateway (REST API) comes from. */
export const APIGatewayEventRequestContextSchema = transformed(RequestContext, (requestContext, reading) =>
  requestContext.messageId && requestContext.eventType !== 'MESSAGE'
    ? reading.fail('custom', 'messageId is available only when `eventType` is MESSAGE')
    : requestContext,
);

/** A request by API Gateway (REST API). */
export const APIGatewayProxyEventSchema = object({
  resource: string,
  path: string,
  httpMethod: APIGatewayHttpMethod,
  headers: nullish(APIGatewayRecord),
  multiValueHeaders: nullish(MultiValues),
  queryStringParameters: nullable(APIGatewayRecord),
  multiValueQueryStringParameters: nullable(MultiValues),
  pathParameters: nullish(APIGatewayRecord),
  stageVariables: nullish(APIGatewayRecord),
  requestContext: APIGatewayEventRequestContextSchema,
  body: nullable(string),
  isBase64Encoded: boolean,
});

/** What a Lambda authorizer of type REQUEST (REST API) is asked. */
export const APIGatewayRequestAuthorizerEventSchema = object({
  type: literal('REQUEST'),
  methodArn: string,
  resource: string,
  path: string,
  httpMethod: APIGatewayHttpMethod,
  headers: APIGatewayRecord,
  multiValueHeaders: MultiValues,
  queryStringParameters: APIGatewayRecord,
  multiValueQueryStringParameters: MultiValues,
  pathParameters: APIGatewayRecord,
  stageVariables: APIGatewayRecord,
  requestContext: APIGatewayEventRequestContextSchema,
  domainName: optional(string),
  deploymentId: optional(string),
  apiId: optional(string),
});

/** What a Lambda authorizer of type TOKEN (REST API) is asked. */
export const APIGatewayTokenAuthorizerEventSchema = object({
  type: literal('TOKEN'),
  authorizationToken: string,
  methodArn: string,
});
