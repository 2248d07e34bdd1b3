import type { EventSource } from '../event-source.js';
import { describeRequest, factsOfFormat1, requestCarriers } from './describe-request.js';

/** An Application Load Balancer. */
export const alb: EventSource = {
  type: 'http',
  matches: ({ requestContext }) => requestContext?.elb !== undefined,
  describe: (shape) => describeRequest(shape, factsOfFormat1(shape)),
  carriers: requestCarriers,
  answers: 'http',
};
