import { recordOf, type Values } from '../is-record.js';

/** Where an event comes from, as far as its shape tells. */
export type EventSource =
  | 'http'
  | 'sqs'
  | 'sns'
  | 'kinesis'
  | 'dynamodb'
  | 's3'
  | 'eventbridge'
  | 'schedule'
  | 'cognito'
  | 'event';

const SOURCE_OF_RECORD: Readonly<Record<string, EventSource>> = {
  'aws:sqs': 'sqs',
  'aws:sns': 'sns',
  'aws:kinesis': 'kinesis',
  'aws:dynamodb': 'dynamodb',
  'aws:s3': 's3',
};

/** The source of an event, given as JSON text. */
export function eventSourceOf(payload: string): EventSource {
  let event: Values;
  try {
    event = recordOf(JSON.parse(payload));
  } catch {
    return 'event';
  }
  const { requestContext, Records: records, source } = event;
  if (requestContext !== undefined) return 'http';
  if (Array.isArray(records)) {
    const { eventSource, EventSource: snsSource } = recordOf(records[0]);
    const name = String(eventSource ?? snsSource);
    return Object.hasOwn(SOURCE_OF_RECORD, name) ? (SOURCE_OF_RECORD[name] ?? 'event') : 'event';
  }
  if (typeof event['detail-type'] === 'string' && typeof source === 'string') {
    return /^aws\.(events|scheduler)$/.test(source) && event['detail-type'] === 'Scheduled Event'
      ? 'schedule'
      : 'eventbridge';
  }
  return typeof event.triggerSource === 'string' && typeof event.userPoolId === 'string' ? 'cognito' : 'event';
}
