import type { ObjectEnvelope } from '../envelope/envelope.js';
import { objectEnvelope } from '../envelope/object-envelope.js';
import { VpcLatticeSchema } from '../schemas/http/vpc-lattice.js';

/** The body of a request by VPC Lattice (version 1): text, so that the schema of JSON is in `JSONStringified`. */
export const VpcLatticeEnvelope: ObjectEnvelope = objectEnvelope({
  name: 'VpcLatticeEnvelope',
  event: VpcLatticeSchema,
  payload: 'body',
  failed: 'Failed to parse VPC Lattice body',
});
