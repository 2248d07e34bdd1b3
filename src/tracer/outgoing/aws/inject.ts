import { asObject, asText, parseObject, type UnknownObject } from '../../../shared/unknown.js';
import type { OutgoingTrace } from '../outgoing-trace.js';
import { byteLength } from './byte-length.js';
import type { AwsCall } from './describe-call.js';
import { addToJsonText, payloadFields } from './json-payload.js';
import { EVENT, NOTIFICATION, QUEUE_MESSAGE, STREAM_RECORD } from './message-kinds.js';
import { batch, type Inject, single } from './messages.js';
import { askForTrace } from './receive.js';

/** Lambda: a client context is at most 3,583 bytes of base64. */
const MAX_CLIENT_CONTEXT_CHARACTERS = 3_583;
/** Step Functions: an input is at most 256 KiB of UTF-8. */
const MAX_EXECUTION_INPUT_BYTES = 262_144;

/** A client context is the one place for W3C's fields: the X-Ray header travels with the request itself. */
const intoClientContext: Inject = (input, { fields }) => {
  if (Object.keys(fields).length === 0 || input.InvocationType === 'DryRun') return input;
  const given = asText(input.ClientContext);
  const clientContext = given === undefined ? {} : parseObject(Buffer.from(given, 'base64').toString());
  if (!clientContext) return input;
  const custom = asObject(clientContext.custom) ?? {};
  if (Object.hasOwn(custom, 'traceparent')) return input;
  const json = JSON.stringify({ ...clientContext, custom: { ...custom, ...fields } });
  const encoded = Buffer.from(json).toString('base64');
  return encoded.length > MAX_CLIENT_CONTEXT_CHARACTERS ? input : { ...input, ClientContext: encoded };
};

const intoExecution: Inject = (input, trace) => {
  const header = input.traceHeader ?? trace.header;
  const traced = header === undefined ? input : { ...input, traceHeader: header };
  // A name makes a call repeatable, but only with the same input: another trace would make it another call.
  if (input.name !== undefined) return traced;
  const room = MAX_EXECUTION_INPUT_BYTES - byteLength(input.input);
  const text = addToJsonText(input.input, payloadFields(trace), room);
  return text === undefined ? traced : { ...traced, input: text };
};

const injectors: Readonly<Record<string, Inject>> = {
  'SQS.ReceiveMessage': askForTrace,
  'SQS.SendMessage': single(QUEUE_MESSAGE),
  'SQS.SendMessageBatch': batch('Entries', QUEUE_MESSAGE),
  'SNS.Publish': single(NOTIFICATION),
  'SNS.PublishBatch': batch('PublishBatchRequestEntries', NOTIFICATION),
  'EventBridge.PutEvents': batch('Entries', EVENT),
  'Kinesis.PutRecord': single(STREAM_RECORD),
  'Kinesis.PutRecords': batch('Records', STREAM_RECORD),
  'Lambda.Invoke': intoClientContext,
  'Lambda.InvokeWithResponseStream': intoClientContext,
  'SFN.StartExecution': intoExecution,
  'SFN.StartSyncExecution': intoExecution,
};

/**
 * The input of a call, with the trace for whoever gets what the call hands over. Who receives messages asks for the trace
 * that they carry. The input given stays as it is.
 */
export function injectTrace({ service, operation, input }: AwsCall, trace: OutgoingTrace): UnknownObject {
  const name = `${service}.${operation}`;
  const inject = Object.hasOwn(injectors, name) ? injectors[name] : undefined;
  return inject?.(input, trace) ?? input;
}
