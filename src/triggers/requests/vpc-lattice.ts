import { asText } from '../../shared/unknown.js';
import type { EventShape, EventSource } from '../event-source.js';
import { describeUnnamed, factsOfFormat1, type RequestFacts, requestCarriers } from './describe-request.js';

/** VPC Lattice: version 1 of its events has no context, and its names are written otherwise. */
export const vpcLattice: EventSource = {
  type: 'http',
  matches: ({ event, requestContext }) =>
    requestContext?.serviceNetworkArn !== undefined || (event.raw_path !== undefined && event.method !== undefined),
  describe: (shape) => describeUnnamed(shape, factsOf(shape)),
  carriers: requestCarriers,
  answers: 'http',
};

/** The path of either version may have the query behind it. */
function factsOf(shape: EventShape): RequestFacts {
  const path = asText(shape.event.path) ?? asText(shape.event.raw_path);
  return { ...factsOfFormat1(shape), path: path?.split('?')[0] };
}
