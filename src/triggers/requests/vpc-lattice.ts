import type { EventSource } from '../event-source.js';
import { describeUnnamed, factsOfFormat1, requestCarriers } from './describe-request.js';

/** VPC Lattice. */
export const vpcLattice: EventSource = {
  type: 'http',
  matches: ({ requestContext }) => requestContext?.serviceNetworkArn !== undefined,
  describe: (shape) => describeUnnamed(shape, factsOfFormat1(shape)),
  carriers: requestCarriers,
  answers: 'http',
};
