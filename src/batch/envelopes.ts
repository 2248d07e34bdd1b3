import type { StandardSchema } from '../shared/standard-schema.js';
import { asObject, parseObject, type UnknownObject } from '../shared/unknown.js';
import type { BatchEnvelope } from './batch.js';
import { ParsingError } from './errors.js';
import { describeIssues } from './parsing/issues.js';
import type { KafkaRecord, KinesisStreamRecord, ParsedRecord, SqsRecord } from './types.js';

/** A notification of SNS, as a queue that is subscribed without raw delivery gets it. */
export interface QueuedSnsNotification<TMessage = string> {
  /** Tells a notification from what SNS sends to confirm a subscription. */
  Type: 'Notification';
  /** The id that SNS gave the message, a UUID. */
  MessageId: string;
  /** The ARN of the topic: `arn:aws:sns:eu-west-1:123456789012:orders`. */
  TopicArn: string;
  /** What an e-mail would have as its subject. Absent: none was given. */
  Subject?: string | undefined;
  /** What was published. */
  Message: TMessage;
  /** When it was published, in ISO 8601: `2026-01-01T00:00:00.000Z`. */
  Timestamp: string;
  /** What the publisher has added: values by name, with their types, such as `String`. */
  MessageAttributes?: Record<string, { Type: string; Value: string }> | undefined;
}

/** An event of EventBridge. */
export interface BusEvent<TDetail = unknown> {
  /** The id of the event, a UUID. */
  id: string;
  /** Who sent it, such as `shop.orders`; AWS services begin with `aws.`. */
  source: string;
  /** What kind of event it is, such as `OrderPlaced`. */
  'detail-type': string;
  /** The number of the account that it is from: 12 digits. */
  account: string;
  /** The region that it is from, such as `eu-west-1`. */
  region: string;
  /** When it happened, in ISO 8601: `2026-01-01T00:00:00Z`. */
  time: string;
  /** The ARNs of what it is about; often none. */
  resources: string[];
  /** What the sender has to say. */
  detail: TDetail;
}

/**
 * `body` is the value that a message's JSON stands for, and what the schema makes of it.
 *
 * @example
 * ```ts
 * batch(async ({ body }) => ship(body.order_id), { source: 'SQS', envelope: jsonBody(orderSchema) });
 * ```
 */
export function jsonBody(): BatchEnvelope<SqsRecord, ParsedRecord<SqsRecord, unknown>>;
export function jsonBody<T>(schema: StandardSchema<unknown, T>): BatchEnvelope<SqsRecord, ParsedRecord<SqsRecord, T>>;
export function jsonBody(schema?: StandardSchema): BatchEnvelope<SqsRecord, ParsedRecord<SqsRecord, unknown>> {
  return {
    unwrap: async (record) => ({ ...record, body: await checked(jsonOf(record.body, 'body'), schema, 'body') }),
  };
}

/** `body` is the notification of SNS in a message, and its `Message` what its JSON stands for where there is a schema. */
export function snsBody(): BatchEnvelope<SqsRecord, ParsedRecord<SqsRecord, QueuedSnsNotification>>;
export function snsBody<T>(
  schema: StandardSchema<unknown, T>,
): BatchEnvelope<SqsRecord, ParsedRecord<SqsRecord, QueuedSnsNotification<T>>>;
export function snsBody(
  schema?: StandardSchema,
): BatchEnvelope<SqsRecord, ParsedRecord<SqsRecord, QueuedSnsNotification<unknown>>> {
  return {
    async unwrap(record) {
      const body = envelopeOf(
        record,
        isNotification,
        'a notification of SNS. Is raw message delivery on? Then use jsonBody',
      );
      if (!schema) return { ...record, body };
      const path = 'body.Message';
      return { ...record, body: { ...body, Message: await checked(jsonOf(body.Message, path), schema, path) } };
    },
  };
}

/** `body` is the event of EventBridge in a message, and its `detail` what the schema makes of it. */
export function eventBridgeBody(): BatchEnvelope<SqsRecord, ParsedRecord<SqsRecord, BusEvent>>;
export function eventBridgeBody<T>(
  schema: StandardSchema<unknown, T>,
): BatchEnvelope<SqsRecord, ParsedRecord<SqsRecord, BusEvent<T>>>;
export function eventBridgeBody(schema?: StandardSchema): BatchEnvelope<SqsRecord, ParsedRecord<SqsRecord, BusEvent>> {
  return {
    async unwrap(record) {
      const body = envelopeOf(record, isBusEvent, 'an event of EventBridge');
      return { ...record, body: { ...body, detail: await checked(body.detail, schema, 'body.detail') } };
    },
  };
}

/** `kinesis.data` is the value that a record's JSON stands for, and what the schema makes of it. */
export function jsonData(): BatchEnvelope<KinesisStreamRecord, ParsedRecord<KinesisStreamRecord, unknown>>;
export function jsonData<T>(
  schema: StandardSchema<unknown, T>,
): BatchEnvelope<KinesisStreamRecord, ParsedRecord<KinesisStreamRecord, T>>;
export function jsonData(
  schema?: StandardSchema,
): BatchEnvelope<KinesisStreamRecord, ParsedRecord<KinesisStreamRecord, unknown>> {
  const path = 'kinesis.data';
  return {
    async unwrap(record) {
      const text = textOf(record.kinesis.data);
      return { ...record, kinesis: { ...record.kinesis, data: await checked(jsonOf(text, path), schema, path) } };
    },
  };
}

/** A record of Kafka whose parts were decoded. */
export interface KafkaMessage<TValue> extends Omit<KafkaRecord, 'key' | 'value' | 'headers'> {
  /** The key as text. Undefined: it has none. */
  key: string | undefined;
  /** What the value holds, decoded. */
  value: TValue;
  /** The headers by name, their values as text. */
  headers: Record<string, string>;
}

/** `value` is what a record's JSON stands for, and what the schema makes of it; `key` and `headers` are text. */
export function jsonValue(): BatchEnvelope<KafkaRecord, KafkaMessage<unknown>>;
export function jsonValue<T>(schema: StandardSchema<unknown, T>): BatchEnvelope<KafkaRecord, KafkaMessage<T>>;
export function jsonValue(schema?: StandardSchema): BatchEnvelope<KafkaRecord, KafkaMessage<unknown>> {
  return {
    async unwrap(record) {
      const value = await checked(jsonOf(textOf(record.value), 'value'), schema, 'value');
      const headers: [string, string][] = [];
      for (const header of record.headers ?? []) {
        // Java's bytes are signed.
        for (const [name, bytes] of Object.entries(header)) {
          headers.push([name, Buffer.from(bytes.map((byte) => byte & 0xff)).toString()]);
        }
      }
      return {
        ...record,
        key: record.key ? textOf(record.key) : undefined,
        value,
        headers: Object.fromEntries(headers),
      };
    },
  };
}

function textOf(base64: string): string {
  return Buffer.from(base64, 'base64').toString();
}

function envelopeOf<T>(record: SqsRecord, is: (body: UnknownObject) => body is UnknownObject & T, what: string): T {
  const body = typeof record.body === 'string' ? parseObject(record.body) : undefined;
  if (body && is(body)) return body;
  throw new ParsingError(`body: it is not ${what}.`);
}

function isNotification(body: UnknownObject): body is UnknownObject & QueuedSnsNotification {
  return body.Type === 'Notification' && typeof body.Message === 'string';
}

function isBusEvent(body: UnknownObject): body is UnknownObject & BusEvent {
  return (
    typeof body['detail-type'] === 'string' && typeof body.source === 'string' && asObject(body.detail) !== undefined
  );
}

function jsonOf(text: unknown, path: string): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    // The parser's own message quotes the text.
    throw new ParsingError(`${path}: it is not JSON.`);
  }
}

async function checked(value: unknown, schema: StandardSchema | undefined, path: string): Promise<unknown> {
  if (!schema) return value;
  const result = await schema['~standard'].validate(value);
  if (result.issues) throw new ParsingError(describeIssues(result.issues, [path]));
  return result.value;
}
