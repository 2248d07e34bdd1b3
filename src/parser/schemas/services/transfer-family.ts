import { object } from '../../shape/object.js';
import { ipv4, string } from '../../shape/scalars.js';

/** Who wants to log in to a server of AWS Transfer Family. */
export const TransferFamilySchema = object({
  username: string,
  password: string,
  protocol: string,
  serverId: string,
  sourceIp: ipv4,
});
