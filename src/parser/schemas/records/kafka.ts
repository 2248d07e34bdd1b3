import { fromBase64 } from '../../../shared/decode.js';
import { arrayOf, nonEmptyArrayOf, nullish, optional, recordOf, transformed } from '../../shape/containers.js';
import { extend, object } from '../../shape/object.js';
import { literal, number, string } from '../../shape/scalars.js';

/** Base64 of text, as which Lambda hands on keys and values. */
const Text = transformed(
  string,
  (text, reading) => fromBase64(text)?.toString() ?? reading.fail('invalid_format', 'expected base64'),
);

/** Java's bytes are signed. */
const Bytes = transformed(arrayOf(number), (bytes) => Buffer.from(bytes.map((byte) => byte & 0xff)).toString());

/** A record of a Kafka topic: key, value and headers are text. */
export const KafkaRecordSchema = object({
  topic: string,
  partition: number,
  offset: number,
  timestamp: number,
  timestampType: string,
  key: optional(Text),
  value: Text,
  headers: arrayOf(recordOf(Bytes)),
});

const KafkaEvent = object({
  bootstrapServers: nullish(transformed(string, (servers) => servers.split(','))),
  /** By topic and partition: `orders-0`. */
  records: recordOf(nonEmptyArrayOf(KafkaRecordSchema)),
});

/** Records of an Amazon MSK cluster. */
export const KafkaMskEventSchema = extend(KafkaEvent, { eventSource: literal('aws:kafka'), eventSourceArn: string });

/** Records of a Kafka cluster that is not Amazon's. */
export const KafkaSelfManagedEventSchema = extend(KafkaEvent, { eventSource: literal('SelfManagedKafka') });
