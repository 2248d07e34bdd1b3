import type { EventSource } from '../event-source.js';
import { describeRequest, factsOfFormat2, requestCarriers } from './describe-request.js';

/** API Gateway, HTTP API (payload format 2.0). */
export const httpApi: EventSource = {
  type: 'http',
  matches: ({ requestContext }) => requestContext?.http !== undefined,
  describe: (shape) => describeRequest(shape, factsOfFormat2(shape)),
  carriers: requestCarriers,
  answers: 'http-or-body',
};
