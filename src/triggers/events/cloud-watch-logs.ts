import { asObject, asText } from '../../shared/unknown.js';
import type { EventSource } from '../event-source.js';

/** A subscription filter of CloudWatch Logs. */
export const cloudWatchLogs: EventSource = {
  type: 'datasource',
  matches: ({ event }) => asText(asObject(event.awslogs)?.data) !== undefined,
};
