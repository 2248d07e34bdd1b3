/** A message of SQS, as Lambda passes it on: `SQSRecord` of `@types/aws-lambda` is assignable to it. */
export interface SqsRecord {
  /** The id that SQS gave the message, a UUID. Failures are reported by it. */
  messageId: string;
  /** What to delete the message with, or to change its visibility time-out. Good for this receipt alone. */
  receiptHandle: string;
  /** The message as it was sent: text, often JSON. */
  body: string;
  /** What SQS knows of the message. Times are milliseconds since the epoch, as text. */
  attributes: {
    /** How often the message was received, this time included. */
    ApproximateReceiveCount: string;
    SentTimestamp: string;
    SenderId: string;
    ApproximateFirstReceiveTimestamp: string;
    AWSTraceHeader?: string | undefined;
    MessageGroupId?: string | undefined;
    MessageDeduplicationId?: string | undefined;
    SequenceNumber?: string | undefined;
    DeadLetterQueueSourceArn?: string | undefined;
  };
  /** What the sender has added: values by name, with their types, such as `String`. */
  messageAttributes: Record<
    string,
    { stringValue?: string | undefined; binaryValue?: string | undefined; dataType: string }
  >;
  /** The MD5 digest of the body: 32 hex digits. */
  md5OfBody: string;
  /** The MD5 digest of the message attributes: 32 hex digits. Absent if there are none. */
  md5OfMessageAttributes?: string | undefined;
  /** `aws:sqs`. */
  eventSource: string;
  /** The ARN of the queue: `arn:aws:sqs:eu-west-1:123456789012:orders`. */
  eventSourceARN: string;
  /** The region of the queue, such as `eu-west-1`. */
  awsRegion: string;
}

/** A record of a Kinesis data stream: `KinesisStreamRecord` of `@types/aws-lambda` is assignable to it. */
export interface KinesisStreamRecord {
  /** The region of the stream, such as `eu-west-1`. */
  awsRegion: string;
  /** The shard and the sequence number: `shardId-000000000006:4959…`. */
  eventID: string;
  /** `aws:kinesis:record`. */
  eventName: string;
  /** `aws:kinesis`. */
  eventSource: string;
  /** The ARN of the stream: `arn:aws:kinesis:…:stream/orders`. */
  eventSourceARN: string;
  /** The version of the record's form, such as `1.0`. */
  eventVersion: string;
  /** The ARN of the role that Lambda reads the stream with. */
  invokeIdentityArn: string;
  /** The record itself: its data, key and sequence number. */
  kinesis: {
    /** Seconds since the epoch. */
    approximateArrivalTimestamp: number;
    /** Base64. */
    data: string;
    kinesisSchemaVersion: string;
    partitionKey: string;
    sequenceNumber: string;
  };
}

/** A value in the JSON of DynamoDB: `AttributeValue` of `@types/aws-lambda` and of the AWS SDK are assignable to it. */
export interface AttributeValue {
  /** Bytes: base64 in the event of a stream, a `Uint8Array` from the SDK. */
  B?: unknown;
  /** A set of byte strings, in no order. */
  BS?: unknown;
  /** `true` or `false`. */
  BOOL?: boolean | undefined;
  /** A list of values of any kind. */
  L?: AttributeValue[] | undefined;
  /** A map of values of any kind, by their names. */
  M?: Record<string, AttributeValue> | undefined;
  /** A number as text, so that none of its up to 38 digits is lost: `'42.5'`. */
  N?: string | undefined;
  /** A set of numbers, each as text, in no order. */
  NS?: string[] | undefined;
  /** `true`: there is no value. */
  NULL?: boolean | undefined;
  /** Text. */
  S?: string | undefined;
  /** A set of texts, in no order. */
  SS?: string[] | undefined;
}

/** What changed in an item. */
export interface StreamRecord {
  /** Seconds since the epoch. */
  ApproximateCreationDateTime?: number | undefined;
  /** The primary key of the item: attributes by name. */
  Keys?: Record<string, AttributeValue> | undefined;
  /** The item after the change; absent where it was removed, or the stream has no new images. */
  NewImage?: Record<string, AttributeValue> | undefined;
  /** The item before the change; absent where it was new, or the stream has no old images. */
  OldImage?: Record<string, AttributeValue> | undefined;
  /** Where the record is in its shard: digits, such as `111`. Failures are reported by it. */
  SequenceNumber?: string | undefined;
  /** How big the record is, in bytes. */
  SizeBytes?: number | undefined;
  /** Which images the stream has. */
  StreamViewType?: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES' | undefined;
}

/** A change of a DynamoDB table: `DynamoDBRecord` of `@types/aws-lambda` is assignable to it. */
export interface DynamoDBRecord {
  /** The region of the table, such as `eu-west-1`. */
  awsRegion?: string | undefined;
  /** What changed: keys, images and the sequence number. */
  dynamodb?: StreamRecord | undefined;
  /** The id of the record: 32 hex digits. */
  eventID?: string | undefined;
  /** What happened to the item. */
  eventName?: 'INSERT' | 'MODIFY' | 'REMOVE' | undefined;
  /** `aws:dynamodb`. */
  eventSource?: string | undefined;
  /** The ARN of the stream: `arn:aws:dynamodb:…:table/orders/stream/2026-01-01T00:00:00.000`. */
  eventSourceARN?: string | undefined;
  /** The version of the record's form, such as `1.1`. */
  eventVersion?: string | undefined;
  /** Who removed the item, where its time to live has run out: the service `dynamodb.amazonaws.com`. */
  userIdentity?: unknown;
}

/** A record of Kafka, Amazon's or your own: `MSKRecord` of `@types/aws-lambda` is assignable to it. */
export interface KafkaRecord {
  /** The topic that the record is from. */
  topic: string;
  /** The number of its partition, from 0 on. */
  partition: number;
  /** Where it is in its partition, from 0 on. */
  offset: number;
  /** Milliseconds since the epoch. */
  timestamp: number;
  /** Whose time `timestamp` is: the producer's (`CREATE_TIME`) or the broker's (`LOG_APPEND_TIME`). */
  timestampType: string;
  /** Base64. */
  key?: string | undefined;
  /** Base64. */
  value: string;
  /** Each with one name, and the bytes of its value. */
  headers: Record<string, number[]>[];
}

/** What Lambda is told of a record of Kafka that failed. */
export interface KafkaItemIdentifier {
  /** `<topic>-<number of the partition>` */
  partition: string;
  /** Where the record is in its partition. */
  offset: number;
}

/** What a function answers a batch of Kafka with. */
export interface KafkaItemFailureResponse {
  /** The records to deliver again. An empty identifier makes that the whole batch. */
  batchItemFailures: { itemIdentifier: KafkaItemIdentifier | '' }[];
}
