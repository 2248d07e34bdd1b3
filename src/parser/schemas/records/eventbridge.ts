import { arrayOf, optional } from '../../shape/containers.js';
import { object } from '../../shape/object.js';
import { isoTime, present, string } from '../../shape/scalars.js';

/** An event of an EventBridge bus. */
export const EventBridgeSchema = object({
  version: string,
  id: string,
  source: string,
  account: string,
  time: isoTime,
  region: string,
  resources: arrayOf(string),
  'detail-type': string,
  detail: present,
  'replay-name': optional(string),
});
