import { asText } from '../../shared/unknown.js';
import type { EventSource } from '../event-source.js';

/** Records that Data Firehose has transformed on their way. */
export const firehose: EventSource = {
  type: 'datasource',
  matches: ({ event }) => asText(event.deliveryStreamArn) !== undefined,
};
