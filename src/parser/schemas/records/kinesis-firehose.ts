import { fromBase64 } from '../../../shared/decode.js';
import { nonEmptyArrayOf, nullish, optional, piped, transformed } from '../../shape/containers.js';
import { readJson } from '../../shape/decoded.js';
import { extend, object } from '../../shape/object.js';
import { base64, number, positive, string } from '../../shape/scalars.js';
import { SqsRecordSchema } from './sqs.js';

const Text = transformed(base64, (text) => fromBase64(text)?.toString());

/** A record that Firehose wants changed, its data as text. */
export const KinesisFirehoseRecordSchema = object({
  recordId: string,
  approximateArrivalTimestamp: positive,
  kinesisRecordMetadata: nullish(
    object({
      shardId: string,
      partitionKey: string,
      approximateArrivalTimestamp: positive,
      sequenceNumber: string,
      subsequenceNumber: number,
    }),
  ),
  data: Text,
});

/** The same, where its data is the JSON of an SQS message. */
export const KinesisFirehoseSqsRecordSchema = extend(KinesisFirehoseRecordSchema, {
  data: piped(transformed(Text, readJson), SqsRecordSchema),
});

const FirehoseEvent = object({
  invocationId: string,
  deliveryStreamArn: string,
  region: string,
  sourceKinesisStreamArn: optional(string),
});

/** A batch of records that Firehose wants changed. */
export const KinesisFirehoseSchema = extend(FirehoseEvent, { records: nonEmptyArrayOf(KinesisFirehoseRecordSchema) });

/** The same, of records with SQS messages. */
export const KinesisFirehoseSqsSchema = extend(FirehoseEvent, {
  records: nonEmptyArrayOf(KinesisFirehoseSqsRecordSchema),
});
