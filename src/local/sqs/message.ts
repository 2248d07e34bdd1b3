import { createHash } from 'node:crypto';
import { recordOf, type Values } from '../is-record.js';
import { SqsError } from './sqs-error.js';

/** One attribute of a message, as SQS takes and gives it. */
interface MessageAttribute {
  /** `String`, `Number` or `Binary`, and after a dot whatever the sender wrote. */
  readonly DataType: string;
  readonly StringValue?: string;
  /** Base64. */
  readonly BinaryValue?: string;
}

export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/** What a sender gives. */
export interface MessageDraft {
  readonly body: string;
  readonly attributes: MessageAttributes;
  /** X-Ray's header: the system attribute `AWSTraceHeader`, or the header of the request. */
  readonly traceHeader?: string | undefined;
  /** Default: the queue's. */
  readonly delaySeconds?: number | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
}

/** A message in a queue. */
export interface Message extends MessageDraft {
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly sentAt: number;
  readonly sequenceNumber: string | undefined;
  /** The ARN of the queue that has given it up. */
  readonly deadLetterSource?: string | undefined;
  /** Milliseconds since the epoch. */
  firstReceivedAt: number | undefined;
  receiveCount: number;
  /** Milliseconds since the epoch from which it is seen. */
  visibleAt: number;
  /** Whether an invocation has it: it is not seen before that is over. */
  held: boolean;
  /** Of the latest receipt. */
  handle: string | undefined;
}

/** SQS takes 1 MiB: body, names, types and values of attributes together. */
export const MESSAGE_LIMIT_BYTES = 1_048_576;
const NOT_TAKEN = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/u;
const DATA_TYPE = /^(String|Number|Binary)(\..+)?$/;

export function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

/** What SQS answers beside the attributes of a message: MD5 over their names, types and values, by name. */
export function md5OfAttributes(attributes: MessageAttributes): string | undefined {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (part: string | Buffer): void => {
    const bytes = Buffer.from(part);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue = '' } = attributes[name] ?? {};
    add(name);
    add(DataType);
    hash.update(Buffer.from([StringValue === undefined ? 2 : 1]));
    add(StringValue ?? Buffer.from(BinaryValue, 'base64'));
  }
  return hash.digest('hex');
}

export function sizeOf({ body, attributes }: MessageDraft): number {
  return Object.entries(attributes).reduce(
    (bytes, [name, { DataType, StringValue = '', BinaryValue = '' }]) =>
      bytes + Buffer.byteLength(name + DataType + StringValue) + Buffer.byteLength(BinaryValue, 'base64'),
    Buffer.byteLength(body),
  );
}

/** Reads what SendMessage, or an entry of SendMessageBatch, says of a message. */
export function readDraft(input: Values, traceHeader: string | undefined): MessageDraft {
  const { MessageBody: body, MessageGroupId: group, MessageDeduplicationId: deduplication } = input;
  if (typeof body !== 'string' || body === '') {
    throw new SqsError('MissingParameter', 'The request must contain the parameter MessageBody.');
  }
  if (NOT_TAKEN.test(body)) {
    throw new SqsError('InvalidMessageContents', 'The message body has a character that XML does not have.');
  }
  const system = readAttributes(input.MessageSystemAttributes);
  const draft = {
    body,
    attributes: readAttributes(input.MessageAttributes),
    traceHeader: system.AWSTraceHeader?.StringValue ?? traceHeader,
    delaySeconds: input.DelaySeconds === undefined ? undefined : secondsOf(input.DelaySeconds, 'DelaySeconds', 900),
    groupId: group === undefined ? undefined : String(group),
    deduplicationId: deduplication === undefined ? undefined : String(deduplication),
  };
  if (sizeOf(draft) > MESSAGE_LIMIT_BYTES) {
    throw SqsError.parameter(`Message must be shorter than ${MESSAGE_LIMIT_BYTES} bytes.`);
  }
  return draft;
}

/** The whole number of seconds that a parameter gives. */
export function secondsOf(value: unknown, name: string, most: number): number {
  if (Number.isInteger(value) && Number(value) >= 0 && Number(value) <= most) return Number(value);
  throw SqsError.parameter(`${name} is a whole number from 0 to ${most}, not ${JSON.stringify(value)}.`);
}

function readAttributes(given: unknown): MessageAttributes {
  return Object.fromEntries(
    Object.entries(recordOf(given)).map(([name, attribute]) => {
      const { DataType: type, StringValue: text, BinaryValue: binary } = recordOf(attribute);
      if (typeof type !== 'string' || !DATA_TYPE.test(type)) {
        throw SqsError.parameter(
          `The attribute ${name} has the type ${JSON.stringify(type)}: String, Number or Binary.`,
        );
      }
      if (typeof text === 'string' && text !== '') return [name, { DataType: type, StringValue: text }];
      if (typeof binary === 'string' && binary !== '') return [name, { DataType: type, BinaryValue: binary }];
      throw SqsError.parameter(`The attribute ${name} has no value.`);
    }),
  );
}
