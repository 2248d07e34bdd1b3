import { arrayOf, nullable, nullish, optional, recordOf } from '../../shape/containers.js';
import { object } from '../../shape/object.js';
import { anything, boolean, ip, literal, number, string } from '../../shape/scalars.js';
import { APIGatewayCert, APIGatewayHttpMethod, APIGatewayRecord, APIGatewayStringArray } from './apigw-proxy.js';

/** What an authorizer (HTTP API, function URL) knows of the caller. */
export const APIGatewayRequestAuthorizerV2Schema = object({
  jwt: optional(object({ claims: recordOf(anything), scopes: nullable(APIGatewayStringArray) })),
  iam: optional(
    object({
      accessKey: optional(string),
      accountId: optional(string),
      callerId: optional(string),
      principalOrgId: nullish(string),
      userArn: optional(string),
      userId: optional(string),
      cognitoIdentity: nullish(object({ amr: arrayOf(string), identityId: string, identityPoolId: string })),
    }),
  ),
  lambda: nullish(recordOf(anything)),
});

/** Where a request by API Gateway (HTTP API), or to a function URL, comes from. */
export const APIGatewayRequestContextV2Schema = object({
  accountId: string,
  apiId: string,
  authorizer: optional(APIGatewayRequestAuthorizerV2Schema),
  authentication: nullish(object({ clientCert: optional(APIGatewayCert) })),
  domainName: string,
  domainPrefix: string,
  http: object({
    method: APIGatewayHttpMethod,
    path: string,
    protocol: string,
    sourceIp: ip,
    userAgent: string,
  }),
  requestId: string,
  routeKey: string,
  stage: string,
  time: string,
  timeEpoch: number,
});

/** A request by API Gateway (HTTP API). */
export const APIGatewayProxyEventV2Schema = object({
  version: string,
  routeKey: string,
  rawPath: string,
  rawQueryString: string,
  cookies: optional(APIGatewayStringArray),
  headers: APIGatewayRecord,
  queryStringParameters: optional(APIGatewayRecord),
  requestContext: APIGatewayRequestContextV2Schema,
  body: optional(string),
  pathParameters: nullish(APIGatewayRecord),
  isBase64Encoded: boolean,
  stageVariables: nullish(APIGatewayRecord),
});

/** What a Lambda authorizer (HTTP API, payload format 2.0) is asked. */
export const APIGatewayRequestAuthorizerEventV2Schema = object({
  version: literal('2.0'),
  type: literal('REQUEST'),
  routeArn: string,
  identitySource: nullish(APIGatewayStringArray),
  routeKey: string,
  rawPath: string,
  rawQueryString: string,
  cookies: optional(APIGatewayStringArray),
  headers: optional(APIGatewayRecord),
  queryStringParameters: optional(APIGatewayRecord),
  requestContext: APIGatewayRequestContextV2Schema,
  pathParameters: nullish(APIGatewayRecord),
  stageVariables: nullish(APIGatewayRecord),
});
