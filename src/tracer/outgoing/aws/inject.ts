import type { PlainObject } from '../../../invocation/plain.js';
import type { OutgoingTrace } from '../outgoing-trace.js';
import type { AwsCall } from './describe-call.js';
import {
  type Inject,
  injectPublish,
  injectPublishBatch,
  injectSendMessage,
  injectSendMessageBatch,
} from './inject-messages.js';
import {
  injectInvoke,
  injectPutEvents,
  injectPutRecord,
  injectPutRecords,
  injectStartExecution,
} from './inject-payloads.js';

const injectors: Readonly<Record<string, Inject>> = {
  'SQS.SendMessage': injectSendMessage,
  'SQS.SendMessageBatch': injectSendMessageBatch,
  'SNS.Publish': injectPublish,
  'SNS.PublishBatch': injectPublishBatch,
  'EventBridge.PutEvents': injectPutEvents,
  'Kinesis.PutRecord': injectPutRecord,
  'Kinesis.PutRecords': injectPutRecords,
  'Lambda.Invoke': injectInvoke,
  'Lambda.InvokeWithResponseStream': injectInvoke,
  'SFN.StartExecution': injectStartExecution,
  'SFN.StartSyncExecution': injectStartExecution,
};

/** The input of a call, with the trace for whoever gets what the call hands over. The input given stays as it is. */
export const injectTrace = ({ service, operation, input }: AwsCall, trace: OutgoingTrace): PlainObject => {
  const name = `${service}.${operation}`;
  const inject = Object.hasOwn(injectors, name) ? injectors[name] : undefined;
  return inject?.(input, trace) ?? input;
};
