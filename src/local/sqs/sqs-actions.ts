import { isRecord, recordOf, type Values } from '../is-record.js';
import {
  MESSAGE_LIMIT_BYTES,
  type Message,
  type MessageAttributes,
  md5,
  md5OfAttributes,
  readDraft,
  secondsOf,
} from './message.js';
import type { Queue } from './queue.js';
import { isFifo } from './queue-settings.js';
import type { Sqs } from './sqs.js';
import { SqsError } from './sqs-error.js';

/** One request: what it says, and X-Ray's header of it. */
export interface ActionRequest {
  readonly input: Values;
  readonly traceHeader: string | undefined;
  /** Aborted when whoever asks is gone. */
  readonly signal: AbortSignal;
}

type Action = (sqs: Sqs, request: ActionRequest) => unknown;

/** SQS's own limits. */
const LONGEST_VISIBILITY_SECONDS = 43_200;
const LONGEST_WAIT_SECONDS = 20;
const LARGEST_BATCH = 10;
const BATCH_ENTRY_ID = /^[\w-]{1,80}$/;

const ACTIONS: Readonly<Record<string, Action>> = {
  SendMessage: (sqs, { input, traceHeader }) => sent(sqs.at(input.QueueUrl), input, traceHeader),
  SendMessageBatch: (sqs, { input, traceHeader }) => {
    const queue = sqs.at(input.QueueUrl);
    const entries = entriesOf(input);
    const bytes = entries.reduce((sum, { MessageBody: body }) => sum + Buffer.byteLength(String(body ?? '')), 0);
    if (bytes > MESSAGE_LIMIT_BYTES) {
      throw new SqsError('BatchRequestTooLong', `Batch requests cannot be longer than ${MESSAGE_LIMIT_BYTES} bytes.`);
    }
    return eachEntry(entries, (entry) => sent(queue, entry, traceHeader));
  },
  ReceiveMessage: receiveMessages,
  DeleteMessage: (sqs, { input }) => {
    sqs.at(input.QueueUrl).delete(handleOf(input));
    return {};
  },
  DeleteMessageBatch: (sqs, { input }) => {
    const queue = sqs.at(input.QueueUrl);
    return eachEntry(entriesOf(input), (entry) => {
      queue.delete(handleOf(entry));
      return {};
    });
  },
  ChangeMessageVisibility: (sqs, { input }) => {
    changeVisibility(sqs.at(input.QueueUrl), input);
    return {};
  },
  ChangeMessageVisibilityBatch: (sqs, { input }) => {
    const queue = sqs.at(input.QueueUrl);
    return eachEntry(entriesOf(input), (entry) => {
      changeVisibility(queue, entry);
      return {};
    });
  },
  GetQueueUrl: (sqs, { input }) => ({ QueueUrl: sqs.named(String(input.QueueName)).url }),
  GetQueueAttributes: (sqs, { input }) => {
    const wanted = namesOf(input.AttributeNames);
    const entries = Object.entries(attributesOf(sqs, sqs.at(input.QueueUrl)));
    return { Attributes: Object.fromEntries(entries.filter(([name]) => wanted.has('All') || wanted.has(name))) };
  },
  PurgeQueue: (sqs, { input }) => {
    sqs.at(input.QueueUrl).purge();
    return {};
  },
  ListQueues: (sqs, { input }) => {
    const prefix = String(input.QueueNamePrefix ?? '');
    const found = sqs.queues.filter(({ settings }) => settings.name.startsWith(prefix));
    return { QueueUrls: found.map(({ url }) => url) };
  },
};

/** Carries out one action of SQS. @throws SqsError for what SQS refuses, and for what is not done here. */
export async function answerSqs(sqs: Sqs, action: string, request: ActionRequest): Promise<unknown> {
  const carryOut = Object.hasOwn(ACTIONS, action) ? ACTIONS[action] : undefined;
  if (carryOut) return carryOut(sqs, request);
  throw new SqsError(
    'UnsupportedOperation',
    `The SQS in memory does not do ${action}. Queues come from the template or from --queue.`,
  );
}

/** The attributes of a message that SQS itself keeps, as ReceiveMessage and Lambda's event have them. */
export function systemAttributesOf(message: Message): Record<string, string> {
  const { receiveCount, sentAt, firstReceivedAt, traceHeader, sequenceNumber, groupId, deduplicationId } = message;
  const { deadLetterSource } = message;
  return {
    ApproximateReceiveCount: String(receiveCount),
    ...(traceHeader !== undefined && { AWSTraceHeader: traceHeader }),
    SentTimestamp: String(sentAt),
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
    ...(groupId !== undefined && { MessageGroupId: groupId }),
    SenderId: 'AIDAIENQZJOLO23YVJ4VO',
    ...(deduplicationId !== undefined && { MessageDeduplicationId: deduplicationId }),
    ApproximateFirstReceiveTimestamp: String(firstReceivedAt ?? sentAt),
    ...(deadLetterSource !== undefined && { DeadLetterQueueSourceArn: deadLetterSource }),
  };
}

function sent(queue: Queue, input: Values, header: string | undefined): Values {
  const draft = readDraft(input, header);
  const { id, sequenceNumber } = queue.send(draft);
  const { AWSTraceHeader: traced } = recordOf(input.MessageSystemAttributes);
  const digest = md5OfAttributes(draft.attributes);
  const systemDigest =
    traced === undefined || draft.traceHeader === undefined
      ? undefined
      : md5OfAttributes({ AWSTraceHeader: { DataType: 'String', StringValue: draft.traceHeader } });
  return {
    MessageId: id,
    MD5OfMessageBody: md5(draft.body),
    ...(digest !== undefined && { MD5OfMessageAttributes: digest }),
    ...(systemDigest !== undefined && { MD5OfMessageSystemAttributes: systemDigest }),
    ...(sequenceNumber !== undefined && { SequenceNumber: sequenceNumber }),
  };
}

async function receiveMessages(sqs: Sqs, { input, signal }: ActionRequest): Promise<unknown> {
  const queue = sqs.at(input.QueueUrl);
  const { MaxNumberOfMessages: count = 1, WaitTimeSeconds: wait = 0, VisibilityTimeout: visibility } = input;
  if (!Number.isInteger(count) || Number(count) < 1 || Number(count) > LARGEST_BATCH) {
    throw SqsError.parameter(`MaxNumberOfMessages is a whole number from 1 to ${LARGEST_BATCH}.`);
  }
  const visibilityTimeoutSeconds =
    visibility === undefined ? undefined : secondsOf(visibility, 'VisibilityTimeout', LONGEST_VISIBILITY_SECONDS);
  const waitMillis = secondsOf(wait, 'WaitTimeSeconds', LONGEST_WAIT_SECONDS) * 1000;
  const messages = await queue.receive({ count: Number(count), visibilityTimeoutSeconds }, waitMillis, signal);
  if (messages.length === 0) return {};
  const system = namesOf(input.MessageSystemAttributeNames, input.AttributeNames);
  const wanted = namesOf(input.MessageAttributeNames);
  return { Messages: messages.map((message) => received(message, system, wanted)) };
}

function received(message: Message, system: ReadonlySet<string>, wanted: ReadonlySet<string>): Values {
  const kept = Object.entries(systemAttributesOf(message)).filter(([name]) => system.has('All') || system.has(name));
  const attributes = chosenAttributes(message.attributes, wanted);
  const digest = md5OfAttributes(attributes);
  return {
    MessageId: message.id,
    ReceiptHandle: message.handle,
    MD5OfBody: md5(message.body),
    Body: message.body,
    ...(kept.length > 0 && { Attributes: Object.fromEntries(kept) }),
    ...(digest !== undefined && { MD5OfMessageAttributes: digest, MessageAttributes: attributes }),
  };
}

/** By name, by `prefix.*`, or all of them. */
function chosenAttributes(attributes: MessageAttributes, wanted: ReadonlySet<string>): MessageAttributes {
  if (wanted.has('All') || wanted.has('.*')) return attributes;
  const prefixes = [...wanted].filter((name) => name.endsWith('.*')).map((name) => name.slice(0, -1));
  return Object.fromEntries(
    Object.entries(attributes).filter(
      ([name]) => wanted.has(name) || prefixes.some((prefix) => name.startsWith(prefix)),
    ),
  );
}

function changeVisibility(queue: Queue, input: Values): void {
  const seconds = secondsOf(input.VisibilityTimeout, 'VisibilityTimeout', LONGEST_VISIBILITY_SECONDS);
  queue.changeVisibility(handleOf(input), seconds);
}

function handleOf({ ReceiptHandle: handle }: Values): string {
  if (typeof handle === 'string') return handle;
  throw new SqsError('MissingParameter', 'The request must contain the parameter ReceiptHandle.');
}

function namesOf(...lists: readonly unknown[]): ReadonlySet<string> {
  return new Set(lists.flatMap((list) => (Array.isArray(list) ? list.map(String) : [])));
}

function entriesOf({ Entries: entries }: Values): Values[] {
  const list = Array.isArray(entries) ? entries.filter(isRecord) : [];
  if (list.length === 0) throw new SqsError('EmptyBatchRequest', 'There should be at least one entry in the request.');
  if (list.length > LARGEST_BATCH) {
    throw new SqsError(
      'TooManyEntriesInBatchRequest',
      `Maximum number of entries per request are ${LARGEST_BATCH}. You have sent ${list.length}.`,
    );
  }
  const ids = list.map(({ Id: id }) => String(id));
  const wrong = ids.find((id) => !BATCH_ENTRY_ID.test(id));
  if (wrong !== undefined) {
    throw new SqsError(
      'InvalidBatchEntryId',
      `The batch entry id "${wrong}" can only have letters, digits, hyphens and underscores, at most 80.`,
    );
  }
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new SqsError('BatchEntryIdsNotDistinct', `Id ${twice} repeated.`);
  return list;
}

/** What became of each entry: one that is refused fails alone. */
function eachEntry(entries: readonly Values[], carryOut: (entry: Values) => Values): Values {
  const successful: Values[] = [];
  const failed: Values[] = [];
  for (const entry of entries) {
    try {
      successful.push({ Id: entry.Id, ...carryOut(entry) });
    } catch (error) {
      if (!(error instanceof SqsError)) throw error;
      failed.push({ Id: entry.Id, SenderFault: true, Code: error.code, Message: error.message });
    }
  }
  return { Successful: successful, Failed: failed };
}

function attributesOf(sqs: Sqs, queue: Queue): Record<string, string> {
  const { settings, arn } = queue;
  const { visible, inFlight, delayed } = queue.counts();
  const { redrive } = settings;
  const deadLetter = redrive && sqs.find(redrive.queueName)?.arn;
  return {
    QueueArn: arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    VisibilityTimeout: String(settings.visibilityTimeoutSeconds),
    DelaySeconds: String(settings.delaySeconds),
    MessageRetentionPeriod: String(settings.retentionSeconds),
    MaximumMessageSize: String(MESSAGE_LIMIT_BYTES),
    ReceiveMessageWaitTimeSeconds: '0',
    ...(isFifo(settings) && {
      FifoQueue: 'true',
      ContentBasedDeduplication: String(settings.contentBasedDeduplication),
    }),
    ...(redrive && {
      RedrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetter, maxReceiveCount: redrive.maxReceiveCount }),
    }),
  };
}
