import type { EventSource } from '../event-source.js';
import { describeUnnamed, factsOfFormat1, requestCarriers } from './describe-request.js';

/** API Gateway, WebSocket API: a connection, a message, the end. */
export const webSocketApi: EventSource = {
  type: 'http',
  matches: ({ requestContext }) => requestContext?.connectionId !== undefined,
  describe: (shape) => describeUnnamed(shape, factsOfFormat1(shape)),
  carriers: requestCarriers,
  answers: 'http',
};
