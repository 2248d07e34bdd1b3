import { arrayEnvelope } from '../envelope/array-envelope.js';
import type { ArrayEnvelope } from '../envelope/envelope.js';
import { CloudWatchLogsSchema } from '../schemas/records/cloudwatch.js';

/** The messages of log events of a subscription to a log group: text, so that the schema of JSON is in `JSONStringified`. */
export const CloudWatchEnvelope: ArrayEnvelope = arrayEnvelope({
  name: 'CloudWatchEnvelope',
  event: CloudWatchLogsSchema,
  items: ({ awslogs }) =>
    awslogs.data.logEvents.map(({ message }, index) => ({
      path: ['awslogs', 'data', 'logEvents', index, 'message'],
      value: message,
    })),
  failed: {
    envelope: 'Failed to parse CloudWatch Log envelope',
    item: 'Failed to parse CloudWatch log event',
    itemsSafely: ['Failed to parse CloudWatch Log message', 'Failed to parse CloudWatch Log messages'],
  },
});
