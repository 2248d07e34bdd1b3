import { arrayOf, nonEmptyArrayOf, optional, piped, recordOf, transformed } from '../../shape/containers.js';
import { readBase64 } from '../../shape/decoded.js';
import { extend, object } from '../../shape/object.js';
import { anything, boolean, isoTime, literal, number, string } from '../../shape/scalars.js';
import { DynamoDBStreamToKinesisRecord } from './dynamodb.js';

const Data = transformed(string, readBase64);

/** What a producer put into the stream, its data decoded: JSON where it is that, else text. */
export const KinesisDataStreamRecordPayload = object({
  kinesisSchemaVersion: string,
  partitionKey: string,
  sequenceNumber: string,
  approximateArrivalTimestamp: number,
  data: Data,
});

/** A record of a Kinesis data stream. */
export const KinesisDataStreamRecord = object({
  eventSource: literal('aws:kinesis'),
  eventVersion: string,
  eventID: string,
  eventName: literal('aws:kinesis:record'),
  awsRegion: string,
  invokeIdentityArn: string,
  eventSourceARN: string,
  kinesis: KinesisDataStreamRecordPayload,
});

/** A batch of records of a Kinesis data stream. */
export const KinesisDataStreamSchema = object({
  Records: nonEmptyArrayOf(KinesisDataStreamRecord),
  window: optional(object({ start: isoTime, end: isoTime })),
  state: optional(recordOf(anything)),
  shardId: optional(string),
  eventSourceARN: optional(string),
  isFinalInvokeForWindow: optional(boolean),
  isWindowTerminatedEarly: optional(boolean),
});

/** The same, where a DynamoDB table hands on its changes to the stream. */
export const KinesisDynamoDBStreamSchema = object({
  Records: arrayOf(
    extend(KinesisDataStreamRecord, {
      kinesis: extend(KinesisDataStreamRecordPayload, { data: piped(Data, DynamoDBStreamToKinesisRecord) }),
    }),
  ),
});
