import { arrayOf, nonEmptyArrayOf, piped, transformed } from '../../shape/containers.js';
import { readGzippedJson } from '../../shape/decoded.js';
import { object } from '../../shape/object.js';
import { number, string } from '../../shape/scalars.js';

export const CloudWatchLogEventSchema = object({ id: string, timestamp: number, message: string });

/** What is in `awslogs.data`. */
export const CloudWatchLogsDecodeSchema = object({
  messageType: string,
  owner: string,
  logGroup: string,
  logStream: string,
  subscriptionFilters: arrayOf(string),
  logEvents: nonEmptyArrayOf(CloudWatchLogEventSchema),
});

/** Log events of a subscription to a log group, decoded. */
export const CloudWatchLogsSchema = object({
  awslogs: object({ data: piped(transformed(string, readGzippedJson), CloudWatchLogsDecodeSchema) }),
});
