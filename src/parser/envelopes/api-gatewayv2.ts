import type { ObjectEnvelope } from '../envelope/envelope.js';
import { objectEnvelope } from '../envelope/object-envelope.js';
import { APIGatewayProxyEventV2Schema } from '../schemas/http/api-gatewayv2.js';

/** The body of a request by API Gateway (HTTP API): text, so that the schema of JSON is in `JSONStringified`. */
export const ApiGatewayV2Envelope: ObjectEnvelope = objectEnvelope({
  name: 'ApiGatewayV2Envelope',
  event: APIGatewayProxyEventV2Schema,
  payload: 'body',
  failed: 'Failed to parse API Gateway HTTP body',
});
