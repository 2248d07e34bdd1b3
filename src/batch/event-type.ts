/** The sources whose batches Lambda lets a function report on record by record. */
export const EventType = {
  SQS: 'SQS',
  KinesisDataStreams: 'KinesisDataStreams',
  DynamoDBStreams: 'DynamoDBStreams',
} as const;

/** The name of one of them. */
export type EventTypeName = keyof typeof EventType;
