import { readItem } from '../../helpers/dynamodb.js';
import { nonEmptyArrayOf, nullish, optional, recordOf, transformed } from '../../shape/containers.js';
import { extend, object } from '../../shape/object.js';
import { anything, boolean, isoTime, literal, number, string } from '../../shape/scalars.js';

const Item = transformed(recordOf(anything), readItem);
const Key = transformed(recordOf(recordOf(anything)), readItem);

/** Who made the change, where it was DynamoDB itself: an item whose time to live is over. */
export const UserIdentity = object({ type: literal('Service'), principalId: literal('dynamodb.amazonaws.com') });

/** The change, its keys and images as plain objects. */
export const DynamoDBStreamToKinesisChangeRecord = object({
  ApproximateCreationDateTime: optional(number),
  Keys: Key,
  NewImage: optional(Item),
  OldImage: optional(Item),
  SizeBytes: number,
});

export const DynamoDBStreamChangeRecord = extend(DynamoDBStreamToKinesisChangeRecord, {
  SequenceNumber: string,
  StreamViewType: literal('NEW_IMAGE', 'OLD_IMAGE', 'NEW_AND_OLD_IMAGES', 'KEYS_ONLY'),
});

/** The change with keys and images in DynamoDB's form, to be extended by `DynamoDBMarshalled`. */
export const DynamoDBStreamChangeRecordBase = extend(DynamoDBStreamChangeRecord, {
  Keys: recordOf(recordOf(anything)),
  NewImage: optional(recordOf(anything)),
  OldImage: optional(recordOf(anything)),
});

/** A change in a DynamoDB table. */
export const DynamoDBStreamRecord = object({
  eventID: string,
  eventName: literal('INSERT', 'MODIFY', 'REMOVE'),
  eventVersion: string,
  eventSource: literal('aws:dynamodb'),
  awsRegion: string,
  eventSourceARN: string,
  dynamodb: DynamoDBStreamChangeRecord,
  userIdentity: optional(UserIdentity),
});

/** A change in a DynamoDB table that it hands on to a Kinesis data stream. */
export const DynamoDBStreamToKinesisRecord = object({
  eventID: string,
  eventName: literal('INSERT', 'MODIFY', 'REMOVE'),
  eventSource: literal('aws:dynamodb'),
  awsRegion: string,
  dynamodb: DynamoDBStreamToKinesisChangeRecord,
  userIdentity: nullish(UserIdentity),
  recordFormat: literal('application/json'),
  tableName: string,
});

/** A batch of changes in a DynamoDB table. */
export const DynamoDBStreamSchema = object({
  Records: nonEmptyArrayOf(DynamoDBStreamRecord),
  window: optional(object({ start: isoTime, end: isoTime })),
  state: optional(recordOf(string)),
  shardId: optional(string),
  eventSourceARN: optional(string),
  isFinalInvokeForWindow: optional(boolean),
  isWindowTerminatedEarly: optional(boolean),
});
