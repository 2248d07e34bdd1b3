/** A message of SQS, as Lambda passes it on: `SQSRecord` of `@types/aws-lambda` is assignable to it. */
export interface SqsRecord {
  messageId: string;
  receiptHandle: string;
  body: string;
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
  messageAttributes: Record<
    string,
    { stringValue?: string | undefined; binaryValue?: string | undefined; dataType: string }
  >;
  md5OfBody: string;
  md5OfMessageAttributes?: string | undefined;
  eventSource: string;
  eventSourceARN: string;
  awsRegion: string;
}

/** A record of a Kinesis data stream: `KinesisStreamRecord` of `@types/aws-lambda` is assignable to it. */
export interface KinesisStreamRecord {
  awsRegion: string;
  eventID: string;
  eventName: string;
  eventSource: string;
  eventSourceARN: string;
  eventVersion: string;
  invokeIdentityArn: string;
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
  B?: unknown;
  BS?: unknown;
  BOOL?: boolean | undefined;
  L?: AttributeValue[] | undefined;
  M?: Record<string, AttributeValue> | undefined;
  N?: string | undefined;
  NS?: string[] | undefined;
  NULL?: boolean | undefined;
  S?: string | undefined;
  SS?: string[] | undefined;
}

/** What changed in an item. */
export interface StreamRecord {
  /** Seconds since the epoch. */
  ApproximateCreationDateTime?: number | undefined;
  Keys?: Record<string, AttributeValue> | undefined;
  NewImage?: Record<string, AttributeValue> | undefined;
  OldImage?: Record<string, AttributeValue> | undefined;
  SequenceNumber?: string | undefined;
  SizeBytes?: number | undefined;
  StreamViewType?: 'KEYS_ONLY' | 'NEW_IMAGE' | 'OLD_IMAGE' | 'NEW_AND_OLD_IMAGES' | undefined;
}

/** A change of a DynamoDB table: `DynamoDBRecord` of `@types/aws-lambda` is assignable to it. */
export interface DynamoDBRecord {
  awsRegion?: string | undefined;
  dynamodb?: StreamRecord | undefined;
  eventID?: string | undefined;
  eventName?: 'INSERT' | 'MODIFY' | 'REMOVE' | undefined;
  eventSource?: string | undefined;
  eventSourceARN?: string | undefined;
  eventVersion?: string | undefined;
  userIdentity?: unknown;
}

/** A record of Kafka, Amazon's or your own: `MSKRecord` of `@types/aws-lambda` is assignable to it. */
export interface KafkaRecord {
  topic: string;
  partition: number;
  offset: number;
  /** Milliseconds since the epoch. */
  timestamp: number;
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
