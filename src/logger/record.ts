import { context } from '@opentelemetry/api';
import { errorEntries } from '../../exporters/json/error-entries.js';
import { toJson } from '../../exporters/json/json-value.js';
import type { EmittedLog } from '../telemetry/logs.js';
import { type LogEntry, userKeys } from './compose.js';
import { SEVERITY } from './levels.js';

type Attributes = NonNullable<EmittedLog['attributes']>;
type AttributeValue = Attributes[string];

/** Any value as a log attribute: the SDK takes plain data only, and drops everything else. */
const attributeValue = (value: unknown): AttributeValue => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  const text = toJson(value);
  // What `toJson` writes is plain data when it is read.
  return text === undefined ? undefined : (JSON.parse(text) as AttributeValue);
};

const STANDARD = new Set(['name', 'location', 'message', 'stack']);

const setException = (attributes: Attributes, error: Error): void => {
  const entries = errorEntries(error).filter(([, value]) => value !== undefined);
  const of = (name: string): AttributeValue => attributeValue(entries.find(([key]) => key === name)?.[1]);
  attributes['exception.type'] = of('name');
  attributes['exception.message'] = of('message');
  attributes['exception.stacktrace'] = of('stack');
  // A cause, the errors of an AggregateError, own properties: the semantic conventions have no attributes for them.
  if (entries.some(([key]) => !STANDARD.has(key))) attributes.error = attributeValue(error);
};

/** The record for OpenTelemetry, with the names of its semantic conventions. */
export const composeRecord = (entry: LogEntry, ownService: boolean): EmittedLog => {
  const attributes: Attributes = Object.create(null);
  for (const [key, value] of userKeys(entry)) {
    if (key === 'error' && value instanceof Error) setException(attributes, value);
    else attributes[key] = attributeValue(value);
  }
  const { callSite, lambda, sampleRate } = entry;
  if (callSite) {
    if (callSite.functionName) attributes['code.function.name'] = callSite.functionName;
    if (callSite.file) attributes['code.file.path'] = callSite.file;
    if (callSite.line !== undefined) attributes['code.line.number'] = callSite.line;
  }
  if (lambda) {
    attributes['faas.coldstart'] = lambda.coldStart;
    if (lambda.awsRequestId) attributes['faas.invocation_id'] = lambda.awsRequestId;
    if (lambda.invokedFunctionArn) attributes['aws.lambda.invoked_arn'] = lambda.invokedFunctionArn;
    if (lambda.tenantId) attributes.tenant_id = lambda.tenantId;
  }
  if (!entry.spanContext && entry.xrayRoot) attributes['aws.xray.trace_id'] = entry.xrayRoot;
  if (ownService) attributes['service.name'] = entry.service;
  if (sampleRate) attributes.sampling_rate = sampleRate;
  return {
    context: context.active(),
    timestamp: entry.millis,
    severityNumber: SEVERITY[entry.level],
    severityText: entry.level,
    body: attributeValue(entry.input.message),
    attributes,
  };
};
