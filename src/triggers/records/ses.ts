import { processing } from '../attributes.js';
import type { EventSource } from '../event-source.js';

/** A mail that SES has received. */
export const ses: EventSource = {
  type: 'pubsub',
  matches: ({ origin }) => origin === 'aws:ses',
  describe: () => ({ attributes: processing('aws_ses') }),
};
