import type { EventSource } from '../event-source.js';

/** Lambda@Edge: a request or a response of a CloudFront distribution. */
export const cloudFront: EventSource = {
  type: 'http',
  matches: ({ firstRecord }) => firstRecord?.cf !== undefined,
};
