import { asObject, asText, type UnknownObject } from '../../shared/unknown.js';
import { lastPart, processing, setText } from '../attributes.js';
import type { Carrier } from '../carriers/carrier.js';
import { carrierOfPayload, parseIfTraced } from '../carriers/payload.js';
import type { EventSource } from '../event-source.js';
import { MESSAGING_SYSTEMS } from '../messaging-systems.js';

/** Records of a Kinesis data stream: those of one shard. */
export const kinesis: EventSource = {
  type: 'pubsub',
  matches: ({ origin }) => origin === 'aws:kinesis',
  describe: ({ records, firstRecord }) => {
    const stream = lastPart(firstRecord?.eventSourceARN, '/');
    const attributes = processing(MESSAGING_SYSTEMS.kinesis, stream, records.length);
    // `shardId-000000000006:<sequence number>`.
    setText(attributes, 'messaging.destination.partition.id', asText(firstRecord?.eventID)?.split(':')[0]);
    setText(attributes, 'aws.kinesis.stream_name', stream);
    return { attributes };
  },
  *carriers({ records }) {
    for (const record of records) yield carrierOfKinesisRecord(asObject(record) ?? {});
  },
};

/** Kinesis has no headers: a sender puts the trace into the JSON of the record. */
export function carrierOfKinesisRecord(record: UnknownObject): Carrier | undefined {
  const data = asText(asObject(record.kinesis)?.data);
  const payload = data === undefined ? undefined : parseIfTraced(Buffer.from(data, 'base64').toString());
  return payload && carrierOfPayload(payload);
}
