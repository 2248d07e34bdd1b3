import { nullable, nullish, optional, recordOf } from '../../shape/containers.js';
import { object } from '../../shape/object.js';
import { boolean, literal, number, string } from '../../shape/scalars.js';
import { APIGatewayRecord, APIGatewayStringArray } from './apigw-proxy.js';

/** A message, or a change of the connection, by API Gateway (WebSocket API). */
export const APIGatewayProxyWebsocketEventSchema = object({
  type: string,
  methodArn: string,
  headers: nullish(APIGatewayRecord),
  multiValueHeaders: recordOf(APIGatewayStringArray),
  queryStringParameters: nullable(APIGatewayRecord),
  multiValueQueryStringParameters: nullable(recordOf(APIGatewayStringArray)),
  stageVariables: nullish(APIGatewayRecord),
  requestContext: object({
    routeKey: string,
    eventType: literal('CONNECT', 'DISCONNECT', 'MESSAGE'),
    extendedRequestId: string,
    requestTime: string,
    messageDirection: literal('IN', 'OUT'),
    stage: string,
    connectedAt: number,
    requestTimeEpoch: number,
    identity: object({ sourceIp: string, userAgent: optional(string) }),
    requestId: string,
    domainName: string,
    connectionId: string,
    apiId: string,
  }),
  isBase64Encoded: boolean,
  body: nullish(string),
});
