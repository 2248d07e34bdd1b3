import { asArray, asObject, asText, type PlainObject, parseObject } from '../../../invocation/plain.js';
import { type OutgoingTrace, TRACE_HEADER } from '../outgoing-trace.js';
import type { Inject } from './inject-messages.js';
import { addToJsonBytes, addToJsonText } from './json-payload.js';

/** EventBridge: the entries of a request are at most 256 KB together. */
const MAX_EVENTS_BYTES = 262_144;
/** EventBridge counts an entry's time, which it adds itself, as this many bytes. */
const EVENT_TIME_BYTES = 14;
/** Kinesis: a record is at most 1 MiB with its partition key, a request at most 5 MiB. Streams that allow more exist. */
const MAX_RECORD_BYTES = 1_048_576;
const MAX_RECORDS_BYTES = 5 * 1_048_576;
/** Lambda: a client context is at most 3,583 bytes of base64. */
const MAX_CLIENT_CONTEXT_CHARACTERS = 3_583;
/** Step Functions: an input is at most 256 KiB of UTF-8. */
const MAX_EXECUTION_INPUT_BYTES = 262_144;

type Fields = OutgoingTrace['fields'];

const payloadFields = ({ fields, intoPayloads }: OutgoingTrace): Fields => (intoPayloads ? fields : {});

const textBytes = (value: unknown): number => (typeof value === 'string' ? Buffer.byteLength(value) : 0);

const eventBytes = (entry: PlainObject): number =>
  EVENT_TIME_BYTES +
  textBytes(entry.Source) +
  textBytes(entry.DetailType) +
  textBytes(entry.Detail) +
  (asArray(entry.Resources) ?? []).reduce<number>((sum, resource) => sum + textBytes(resource), 0);

export const injectPutEvents: Inject = (input, trace) => {
  const fields = payloadFields(trace);
  const entries = asArray(input.Entries) ?? [];
  let room = entries.reduce<number>((left, entry) => left - eventBytes(asObject(entry) ?? {}), MAX_EVENTS_BYTES);
  return {
    ...input,
    Entries: entries.map((entry) => {
      const event = asObject(entry);
      if (!event) return entry;
      const detail = addToJsonText(event.Detail, fields, room);
      if (detail !== undefined) room -= textBytes(detail) - textBytes(event.Detail);
      return {
        ...event,
        TraceHeader: event.TraceHeader ?? trace.header,
        ...(detail !== undefined && { Detail: detail }),
      };
    }),
  };
};

const recordBytes = (record: PlainObject): number =>
  (record.Data instanceof Uint8Array ? record.Data.byteLength : 0) + textBytes(record.PartitionKey);

/** Kinesis passes nothing on but the data: where X-Ray's header is all there is, that goes into it. */
const recordFields = (trace: OutgoingTrace): Fields =>
  trace.intoPayloads && Object.keys(trace.fields).length === 0
    ? { [TRACE_HEADER]: trace.header }
    : payloadFields(trace);

const injectRecord = (record: PlainObject, trace: OutgoingTrace, room: number): PlainObject => {
  const data = addToJsonBytes(record.Data, recordFields(trace), Math.min(room, MAX_RECORD_BYTES - recordBytes(record)));
  return data === undefined ? record : { ...record, Data: data };
};

export const injectPutRecord: Inject = (input, trace) => injectRecord(input, trace, MAX_RECORD_BYTES);

export const injectPutRecords: Inject = (input, trace) => {
  const records = asArray(input.Records) ?? [];
  let room = records.reduce<number>((left, record) => left - recordBytes(asObject(record) ?? {}), MAX_RECORDS_BYTES);
  return {
    ...input,
    Records: records.map((item) => {
      const record = asObject(item);
      if (!record) return item;
      const injected = injectRecord(record, trace, room);
      room -= recordBytes(injected) - recordBytes(record);
      return injected;
    }),
  };
};

/** A client context is the one place for W3C's fields: the X-Ray header travels with the request itself. */
export const injectInvoke: Inject = (input, { fields }) => {
  if (Object.keys(fields).length === 0 || input.InvocationType === 'DryRun') return input;
  const given = asText(input.ClientContext);
  const clientContext = given === undefined ? {} : parseObject(Buffer.from(given, 'base64').toString());
  if (!clientContext) return input;
  const custom = asObject(clientContext.custom) ?? {};
  if (Object.hasOwn(custom, 'traceparent')) return input;
  const encoded = Buffer.from(JSON.stringify({ ...clientContext, custom: { ...custom, ...fields } })).toString(
    'base64',
  );
  return encoded.length > MAX_CLIENT_CONTEXT_CHARACTERS ? input : { ...input, ClientContext: encoded };
};

export const injectStartExecution: Inject = (input, trace) => {
  const traced = { ...input, traceHeader: input.traceHeader ?? trace.header };
  // A name makes a call repeatable, but only with the same input: another trace would make it another call.
  if (input.name !== undefined) return traced;
  const text = addToJsonText(input.input, payloadFields(trace), MAX_EXECUTION_INPUT_BYTES - textBytes(input.input));
  return text === undefined ? traced : { ...traced, input: text };
};
