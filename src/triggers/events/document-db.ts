import type { EventSource } from '../event-source.js';

/** Changes of a DocumentDB collection. */
export const documentDb: EventSource = {
  type: 'datasource',
  matches: ({ origin }) => origin === 'aws:docdb',
};
