/** Keys of a log line that are said once for the invocation, or are of no interest to somebody who looks at one. */
export const SAID_ONCE: ReadonlySet<string> = new Set([
  'level',
  'message',
  'timestamp',
  'location',
  'service',
  'cold_start',
  'function_name',
  'function_memory_size',
  'function_arn',
  'function_request_id',
  'xray_trace_id',
  'trace_id',
  'span_id',
  'sampling_rate',
  'requestId',
]);
