import type { EventSource } from '../event-source.js';
import { describeRequest, factsOfFormat1, requestCarriers } from './describe-request.js';

/** API Gateway, REST API, and an HTTP API with payload format 1.0. */
export const restApi: EventSource = {
  type: 'http',
  matches: ({ event, requestContext }) => event.httpMethod !== undefined || requestContext?.httpMethod !== undefined,
  describe: (shape) => describeRequest(shape, factsOfFormat1(shape)),
  carriers: requestCarriers,
  answers: 'http',
};
