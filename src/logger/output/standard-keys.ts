import { field } from '../../../exporters/json/line.js';
import { RESERVED_KEYS } from '../../../exporters/json/record.js';
import type { LambdaFacts } from '../lambda-facts.js';

/** Every key that a line has of its own. One that is not reserved, a user's key of the same name replaces. */
export const STANDARD_KEYS: ReadonlySet<string> = new Set([
  ...RESERVED_KEYS,
  'location',
  'cold_start',
  'function_name',
  'function_memory_size',
  'function_arn',
  'function_request_id',
  'tenant_id',
  'xray_trace_id',
  'trace_id',
  'span_id',
]);

export type Entry = readonly [key: string, value: unknown];

/** What most invocations have in common. */
export function functionEntries(service: string, lambda: LambdaFacts | undefined): Entry[] {
  return [
    ['service', service],
    ['cold_start', lambda?.coldStart],
    ['function_name', lambda?.functionName],
    ['function_memory_size', lambda?.memoryLimitInMB],
    ['function_arn', lambda?.invokedFunctionArn],
  ];
}

/** What is of one invocation alone, as the text of a line's fields. */
export function invocationFields(lambda: LambdaFacts | undefined, sampleRate: number): string {
  const requestId = lambda ? field('function_request_id', lambda.awsRequestId) : '';
  const tenantId = lambda?.tenantId === undefined ? '' : field('tenant_id', lambda.tenantId);
  return sampleRate ? `${requestId}${tenantId},"sampling_rate":${sampleRate}` : requestId + tenantId;
}

/** What is of one invocation alone. */
export function invocationEntries(lambda: LambdaFacts | undefined, sampleRate: number): Entry[] {
  return [
    ['function_request_id', lambda?.awsRequestId],
    ['tenant_id', lambda?.tenantId],
    ['sampling_rate', sampleRate || undefined],
  ];
}

/** Entries as the text of a line's fields. */
export function fieldsOf(entries: Iterable<Entry>): string {
  let fields = '';
  for (const [key, value] of entries) fields += field(key, value);
  return fields;
}
