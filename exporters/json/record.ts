import type { Attributes, HrTime, SpanContext } from '@opentelemetry/api';
import { criticalLevel } from '../lambda-filter.js';
import { locationOfStack } from './error-entries.js';
import { locationText } from './location.js';
import { recentXRayTraceId } from './recent-xray-trace-id.js';
import { formatTimestamp } from './timestamp.js';

/** The part of a log record that a line is made of. `ReadableLogRecord` of any `@opentelemetry/sdk-logs` is assignable. */
export interface JsonLogRecord {
  /** When it happened: seconds since the epoch, and nanoseconds. */
  readonly hrTime: HrTime;
  /** The ids of the span that was active. Absent if there was none. */
  readonly spanContext?: SpanContext | undefined;
  /** The level in the words of whoever logged it, such as `INFO`. */
  readonly severityText?: string | undefined;
  /** 1 for TRACE, 5 for DEBUG, and so on to 21 for FATAL. */
  readonly severityNumber?: number | undefined;
  /** The message: a text, or any value. */
  readonly body?: unknown;
  /** What kind of event it is. Absent for an ordinary line. */
  readonly eventName?: string | undefined;
  /** What made the record: the service, the function, the region. */
  readonly resource: { readonly attributes: Attributes };
  /** What else is known: the keys of the line. */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** How many attributes the limits have kept out. Default: 0. */
  readonly droppedAttributesCount?: number;
}

/** Keys that only the record itself may set. A Logger drops others of that name; attributes get another name. */
export const RESERVED_KEYS: ReadonlySet<string> = new Set([
  'level',
  'message',
  'sampling_rate',
  'service',
  'timestamp',
]);

const LEVELS = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL'] as const;

const MEBIBYTE = 1_048_576;

type Read = ReturnType<typeof createReader>['read'];

/** The keys of a record's line, in their order: its own, those of the invocation, those of the trace, the user's. */
export function lineKeys(record: JsonLogRecord, timeZone?: string): Map<string, unknown> {
  const { attributes, spanContext } = record;
  const resource = record.resource.attributes;
  const { names, read } = createReader(attributes);
  const of = (name: string): unknown => read(name) ?? resource[name];
  const millis = record.hrTime[0] * 1000 + Math.floor(record.hrTime[1] / 1_000_000);
  const memory = of('faas.max_memory');
  const root = read('aws.xray.trace_id');
  const exception = exceptionOf(read);
  const keys = new Map<string, unknown>([
    ['level', levelOf(record)],
    ['location', locationOf(read)],
    ['message', record.body],
    ['timestamp', formatTimestamp(millis, timeZone)],
    ['service', of('service.name')],
    ['cold_start', read('faas.coldstart')],
    ['function_name', of('faas.name')],
    ['function_memory_size', typeof memory === 'number' ? String(memory / MEBIBYTE) : memory],
    ['function_arn', read('aws.lambda.invoked_arn')],
    ['function_request_id', read('faas.invocation_id')],
    ['sampling_rate', read('sampling_rate')],
    ['xray_trace_id', (spanContext && recentXRayTraceId(spanContext.traceId, millis)) ?? root],
    ['trace_id', spanContext?.traceId],
    ['span_id', spanContext?.spanId],
    ['event_name', record.eventName],
    ['dropped_attributes_count', record.droppedAttributesCount || undefined],
  ]);
  for (const [key, value] of Object.entries(attributes)) {
    if (!names.has(key)) keys.set(freeName(keys, key), value);
  }
  const given = keys.get('error');
  if (given === undefined) keys.set('error', exception);
  else if (exception && !saysMore(given, exception)) keys.set(freeName(keys, 'exception'), exception);
  return keys;
}

/** Severity numbers come in sixes of four: 1 to 4 is TRACE, 21 to 24 CRITICAL. */
function levelOf({ severityNumber = 0, severityText }: JsonLogRecord): string {
  const level = LEVELS[Math.floor((severityNumber - 1) / 4)] ?? severityText?.toUpperCase() ?? 'INFO';
  return level === 'CRITICAL' ? criticalLevel() : level;
}

/** Reads attributes, and remembers which: they come out under another key, or inside one. */
function createReader(attributes: JsonLogRecord['attributes']) {
  const names = new Set<string>();
  const read = (name: string): unknown => {
    names.add(name);
    return attributes[name];
  };
  return { names, read };
}

function locationOf(read: Read): string | undefined {
  const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
  return locationText(text(read('code.function.name')), text(read('code.file.path')), read('code.line.number'));
}

function exceptionOf(read: Read): Record<string, unknown> | undefined {
  const stack = read('exception.stacktrace');
  const name = read('exception.type');
  const message = read('exception.message');
  if (name === undefined && message === undefined && stack === undefined) return undefined;
  return { name, location: locationOfStack(stack), message, stack };
}

/** Our Logger gives both where an error has more to say than the conventions have names for: the object says it all. */
function saysMore(given: unknown, exception: Readonly<Record<string, unknown>>): boolean {
  return typeof given === 'object' && given !== null && Reflect.get(given, 'message') === exception.message;
}

/** Nothing that a bridge or an instrumentation attaches may forge the record's own keys, and nothing is lost. */
function freeName(keys: ReadonlyMap<string, unknown>, wanted: string): string {
  let name = wanted;
  while (RESERVED_KEYS.has(name) || keys.get(name) !== undefined) name += '_';
  return name;
}
