import type { ObjectEnvelope } from '../envelope/envelope.js';
import { objectEnvelope } from '../envelope/object-envelope.js';
import { VpcLatticeV2Schema } from '../schemas/http/vpc-latticev2.js';

/** The body of a request by VPC Lattice (version 2): text, so that the schema of JSON is in `JSONStringified`. */
export const VpcLatticeV2Envelope: ObjectEnvelope = objectEnvelope({
  name: 'VpcLatticeV2Envelope',
  event: VpcLatticeV2Schema,
  payload: 'body',
  failed: 'Failed to parse VPC Lattice v2 body',
});
