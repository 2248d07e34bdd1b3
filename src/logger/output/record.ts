import { context } from '@opentelemetry/api';
import { isError } from '../../../exporters/is-error.js';
import { errorEntries } from '../../../exporters/json/error-entries.js';
import { toJson } from '../../../exporters/json/json-value.js';
import type { EmittedLog } from '../../telemetry/logs/logs.js';
import { severityOf } from '../levels.js';
import { placeOf } from './call-site.js';
import type { LogEntry } from './composer.js';

type Attributes = NonNullable<EmittedLog['attributes']>;
type AttributeValue = Attributes[string];

const STANDARD = new Set(['name', 'location', 'message', 'stack']);

/** What a record says besides what the entry holds. */
export interface RecordFacts {
  readonly service: string | undefined;
  readonly sampleRate: number | undefined;
  readonly xrayRoot: string | undefined;
}

/** The record for OpenTelemetry, with the names of its semantic conventions. */
export function composeRecord(
  { level, millis, input, callSite, state: { lambda } }: LogEntry,
  keys: ReadonlyMap<string, unknown>,
  facts: RecordFacts,
): EmittedLog {
  const attributes: Attributes = Object.create(null);
  const set = (name: string, value: string | number | boolean | undefined): void => {
    if (value !== undefined) attributes[name] = value;
  };
  for (const [key, value] of keys) {
    if (key === 'error' && isError(value)) setException(attributes, value);
    else attributes[key] = attributeValue(value);
  }
  if (callSite) {
    const { functionName, file, line } = placeOf(callSite);
    set('code.function.name', functionName);
    set('code.file.path', file);
    set('code.line.number', line);
  }
  set('faas.coldstart', lambda?.coldStart);
  set('faas.invocation_id', lambda?.awsRequestId);
  set('aws.lambda.invoked_arn', lambda?.invokedFunctionArn);
  set('tenant_id', lambda?.tenantId);
  set('aws.xray.trace_id', facts.xrayRoot);
  set('service.name', facts.service);
  set('sampling_rate', facts.sampleRate);
  return {
    context: context.active(),
    timestamp: millis,
    severityNumber: severityOf(level),
    severityText: level,
    body: attributeValue(input.message),
    attributes,
  };
}

/** Any value as a log attribute: the SDK takes plain data only, and drops everything else. */
function attributeValue(value: unknown): AttributeValue {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  const text = toJson(value);
  // What `toJson` writes is plain data when it is read.
  return text === undefined ? undefined : (JSON.parse(text) as AttributeValue);
}

function setException(attributes: Attributes, error: Error): void {
  const entries = errorEntries(error).filter(([, value]) => value !== undefined);
  const of = (name: string): AttributeValue => attributeValue(entries.find(([key]) => key === name)?.[1]);
  attributes['exception.type'] = of('name');
  attributes['exception.message'] = of('message');
  attributes['exception.stacktrace'] = of('stack');
  // A cause, the errors of an AggregateError, own properties: the semantic conventions have no attributes for them.
  if (entries.some(([key]) => !STANDARD.has(key))) attributes.error = attributeValue(error);
}
