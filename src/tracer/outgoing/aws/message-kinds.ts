import { asArray, asObject, type UnknownObject } from '../../../shared/unknown.js';
import { type OutgoingTrace, TRACE_HEADER } from '../outgoing-trace.js';
import { byteLength } from './byte-length.js';
import { addToJsonBytes, addToJsonText, payloadFields } from './json-payload.js';
import { attributesBytes, extendAttributes } from './message-attributes.js';
import type { MessageKind } from './messages.js';

/** SQS and SNS: 256 KB with all attributes. Queues may allow 1 MiB, but not every one does. */
const MAX_MESSAGE_BYTES = 262_144;
/** EventBridge: the entries of a request are at most 256 KB together. */
const MAX_EVENTS_BYTES = 262_144;
/** EventBridge counts an entry's time, which it adds itself, as this many bytes. */
const EVENT_TIME_BYTES = 14;
/** Kinesis: a record is at most 1 MiB with its partition key, a request at most 5 MiB. Streams that allow more exist. */
const MAX_RECORD_BYTES = 1_048_576;
const MAX_RECORDS_BYTES = 5 * 1_048_576;

export const QUEUE_MESSAGE: MessageKind = {
  limit: MAX_MESSAGE_BYTES,
  sizeOf: ({ MessageBody, MessageAttributes }) => byteLength(MessageBody) + attributesBytes(MessageAttributes),
  inject: (message, trace, room) => ({
    ...withAttributes(message, trace, room),
    // A system attribute counts neither among the attributes nor to the size.
    ...(trace.header !== undefined && {
      MessageSystemAttributes: {
        AWSTraceHeader: { DataType: 'String', StringValue: trace.header },
        ...asObject(message.MessageSystemAttributes),
      },
    }),
  }),
};

export const NOTIFICATION: MessageKind = {
  limit: MAX_MESSAGE_BYTES,
  sizeOf: ({ Message, MessageAttributes }) => byteLength(Message) + attributesBytes(MessageAttributes),
  // A text message to a telephone has no reader for the trace.
  inject: (message, trace, room) =>
    message.PhoneNumber === undefined ? withAttributes(message, trace, room) : message,
};

export const EVENT: MessageKind = {
  limit: MAX_EVENTS_BYTES,
  sizeOf: ({ Source, DetailType, Detail, Resources }) =>
    [Source, DetailType, Detail, ...(asArray(Resources) ?? [])].reduce<number>(
      (bytes, part) => bytes + byteLength(part),
      EVENT_TIME_BYTES,
    ),
  inject(event, trace, room) {
    const detail = addToJsonText(event.Detail, payloadFields(trace), room);
    const header = event.TraceHeader ?? trace.header;
    return {
      ...event,
      ...(header !== undefined && { TraceHeader: header }),
      ...(detail !== undefined && { Detail: detail }),
    };
  },
};

export const STREAM_RECORD: MessageKind = {
  limit: MAX_RECORDS_BYTES,
  sizeOf: ({ Data, PartitionKey }) => byteLength(Data) + byteLength(PartitionKey),
  inject(record, trace, room) {
    // Kinesis passes nothing on but the data: where X-Ray's header is all there is, that goes into it.
    const { header } = trace;
    const isOnlyHeader = trace.intoPayloads && !trace.isUndecided && Object.keys(trace.fields).length === 0;
    const fields = isOnlyHeader && header !== undefined ? { [TRACE_HEADER]: header } : payloadFields(trace);
    const data = addToJsonBytes(record.Data, fields, Math.min(room, MAX_RECORD_BYTES - STREAM_RECORD.sizeOf(record)));
    return data === undefined ? record : { ...record, Data: data };
  },
};

/** A message with the trace among its attributes, if there is room for it. */
function withAttributes(message: UnknownObject, { fields }: OutgoingTrace, room: number): UnknownObject {
  const attributes = extendAttributes(message.MessageAttributes, fields, room);
  return Object.keys(attributes).length > 0 ? { ...message, MessageAttributes: attributes } : message;
}
