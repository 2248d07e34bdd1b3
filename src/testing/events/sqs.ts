/** One message of an SQS event. */
export interface SqsTestRecord {
  /** The id of the message. Failures are reported by it. */
  messageId: string;
  /** `receipt-handle-` and the index in the batch. */
  receiptHandle: string;
  /** The text of the message. */
  body: string;
  /** What SQS knows of the message. Times are milliseconds since the epoch, as text. */
  attributes: {
    ApproximateReceiveCount: string;
    SentTimestamp: string;
    SenderId: string;
    ApproximateFirstReceiveTimestamp: string;
    AWSTraceHeader?: string;
    MessageGroupId?: string;
    SequenceNumber?: string;
  };
  /** What the sender has added, by name. */
  messageAttributes: Record<string, { stringValue: string; dataType: string }>;
  /** The MD5 digest of the body: 32 hex digits. */
  md5OfBody: string;
  /** `aws:sqs`. */
  eventSource: string;
  /** The ARN of the queue. */
  eventSourceARN: string;
  /** The region of the queue. */
  awsRegion: string;
}

export interface SqsTestEvent {
  /** The messages of the batch, in their order. */
  Records: SqsTestRecord[];
}

export interface SqsMessageOptions {
  /** A string as it is, anything else as JSON. */
  readonly body: unknown;
  /** Default: a new one for each message. */
  readonly messageId?: string;
  /** Message attributes of the type String: `traceparent`, for instance. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** The X-Ray trace header of the sender. */
  readonly traceHeader?: string;
  /** Of a FIFO queue. */
  readonly messageGroupId?: string;
}

export interface SqsEventOptions {
  /** Default: `queue`. */
  readonly queueName?: string;
}

const SENT = '1767225600000';

/**
 * The event of a batch of SQS messages.
 *
 * @example
 * sqsEvent([{ body: { order: 7 } }, { body: 'not JSON' }]);
 */
export function sqsEvent(messages: readonly SqsMessageOptions[], options: SqsEventOptions = {}): SqsTestEvent {
  const { queueName = 'queue' } = options;
  return { Records: messages.map((message, index) => record(message, queueName, index)) };
}

function record(message: SqsMessageOptions, queueName: string, index: number): SqsTestRecord {
  const { attributes = {}, traceHeader, messageGroupId } = message;
  const body = typeof message.body === 'string' ? message.body : (JSON.stringify(message.body) ?? '');
  return {
    messageId: message.messageId ?? crypto.randomUUID(),
    receiptHandle: `receipt-handle-${index}`,
    body,
    attributes: {
      ApproximateReceiveCount: '1',
      SentTimestamp: SENT,
      SenderId: 'AIDAEXAMPLE',
      ApproximateFirstReceiveTimestamp: SENT,
      ...(traceHeader !== undefined && { AWSTraceHeader: traceHeader }),
      ...(messageGroupId !== undefined && { MessageGroupId: messageGroupId, SequenceNumber: String(index + 1) }),
    },
    messageAttributes: Object.fromEntries(
      Object.entries(attributes).map(([name, stringValue]) => [name, { stringValue, dataType: 'String' }]),
    ),
    md5OfBody: process.getBuiltinModule('node:crypto').createHash('md5').update(body).digest('hex'),
    eventSource: 'aws:sqs',
    eventSourceARN: `arn:aws:sqs:us-east-1:123456789012:${queueName}`,
    awsRegion: 'us-east-1',
  };
}
