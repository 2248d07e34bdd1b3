import type { EventSource } from '../event-source.js';
import { describeUnnamed, factsOfFormat1, requestCarriers } from './describe-request.js';

/** A Lambda authorizer of API Gateway: asked about a request, it answers with a policy. */
export const authorizer: EventSource = {
  type: 'http',
  matches: ({ event }) => event.methodArn !== undefined || (event.routeArn !== undefined && event.type === 'REQUEST'),
  describe: (shape) => describeUnnamed(shape, factsOfFormat1(shape)),
  carriers: requestCarriers,
};
