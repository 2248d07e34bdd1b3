import { carrierOfPayload } from '../carriers/payload.js';
import type { EventSource } from '../event-source.js';

/** Whatever no other source matches, such as an invocation by Lambda's own API: the payload may carry the trace. */
export const other: EventSource = {
  type: 'other',
  matches: () => true,
  carriers: ({ event }) => [carrierOfPayload(event)],
};
