import type { ObjectEnvelope } from '../envelope/envelope.js';
import { objectEnvelope } from '../envelope/object-envelope.js';
import { APIGatewayProxyEventSchema } from '../schemas/http/api-gateway.js';

/** The body of a request by API Gateway (REST API): text, so that the schema of JSON is in `JSONStringified`. */
export const ApiGatewayEnvelope: ObjectEnvelope = objectEnvelope({
  name: 'ApiGatewayEnvelope',
  event: APIGatewayProxyEventSchema,
  payload: 'body',
  failed: 'Failed to parse API Gateway body',
});
