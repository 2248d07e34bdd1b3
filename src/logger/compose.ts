import type { SpanContext } from '@opentelemetry/api';
import { quote } from '../../exporters/json/json-text.js';
import { closeLine, field, formatLine, type LineOptions } from '../../exporters/json/line.js';
import { formatTimestamp } from '../../exporters/json/timestamp.js';
import { type CallSite, describeCallSite } from './call-site.js';
import type { LogFormatter, UnformattedAttributes } from './formatter.js';
import type { LogInput } from './input.js';
import type { LevelName } from './levels.js';
import { type Entry, factEntries, fieldsOf, STANDARD_KEYS, traceEntries } from './standard-keys.js';
import type { LambdaFacts, StateText } from './state.js';

/** Everything that goes into one record. */
export interface LogEntry {
  readonly level: Exclude<LevelName, 'SILENT'>;
  readonly millis: number;
  readonly input: LogInput;
  readonly callSite: CallSite | undefined;
  readonly service: string;
  readonly lambda: LambdaFacts | undefined;
  readonly sampleRate: number;
  readonly spanContext: SpanContext | undefined;
  readonly xrayRoot: string | undefined;
  /** The keys of the Logger, its invocation and the scopes around the call. */
  readonly keys: () => Map<string, unknown>;
  /** Their text, where no scope adds to them. */
  readonly text: StateText | undefined;
}

/** How a Logger makes lines. */
export interface LineForm {
  readonly timeZone: string | undefined;
  readonly order: readonly string[] | undefined;
  readonly formatter: LogFormatter | undefined;
  readonly environment: string;
  readonly region: string;
  readonly options: LineOptions;
}

const locationOf = ({ callSite }: LogEntry): string | undefined => callSite && describeCallSite(callSite);

/** Puts a line together from text that was made before; undefined where a key would occur twice. */
const quickLine = (entry: LogEntry, form: LineForm): string | undefined => {
  const { input, text } = entry;
  if (text?.keys === undefined || !input.distinct) return undefined;
  let fields = '';
  for (const [key, value] of input.entries) {
    if (STANDARD_KEYS.has(key) || text.names.has(key)) return undefined;
    fields += field(key, value, form.options);
  }
  const location = locationOf(entry);
  const head = `,"level":"${entry.level}"${location === undefined ? '' : `,"location":${quote(location)}`}`;
  const message = field('message', input.message, form.options);
  const timestamp = `,"timestamp":"${formatTimestamp(entry.millis, form.timeZone)}"`;
  const trace = fieldsOf(traceEntries(entry.spanContext, entry.xrayRoot, entry.millis));
  return closeLine(head + message + timestamp + text.facts + trace + text.keys + fields, form.options);
};

const standardEntries = (entry: LogEntry, form: LineForm): Entry[] => [
  ['level', entry.level],
  ['location', locationOf(entry)],
  ['message', entry.input.message],
  ['timestamp', formatTimestamp(entry.millis, form.timeZone)],
  ...factEntries(entry.service, entry.lambda, entry.sampleRate),
  ...traceEntries(entry.spanContext, entry.xrayRoot, entry.millis),
];

export const userKeys = (entry: LogEntry): Map<string, unknown> => {
  const keys = entry.keys();
  for (const [key, value] of entry.input.entries) if (value !== undefined) keys.set(key, value);
  return keys;
};

const inOrder = (record: Map<string, unknown>, order: readonly string[]): Map<string, unknown> => {
  const ordered = new Map<string, unknown>();
  for (const key of order) if (record.has(key)) ordered.set(key, record.get(key));
  for (const [key, value] of record) if (!ordered.has(key)) ordered.set(key, value);
  return ordered;
};

const unformatted = (entry: LogEntry, form: LineForm): UnformattedAttributes => {
  const { lambda } = entry;
  const [[, xRayTraceId] = []] = traceEntries(entry.spanContext, entry.xrayRoot, entry.millis);
  return {
    logLevel: entry.level,
    timestamp: new Date(entry.millis),
    ...(typeof xRayTraceId === 'string' && { xRayTraceId }),
    sampleRateValue: entry.sampleRate,
    awsRegion: form.region,
    environment: form.environment,
    serviceName: entry.service,
    ...(lambda && { lambdaContext: lambda }),
    // The type promises text; what was logged instead is passed on as it is.
    message: entry.input.message as string,
  };
};

const customLine = (entry: LogEntry, form: LineForm, formatter: LogFormatter): string => {
  const item = formatter.formatAttributes(unformatted(entry, form), Object.fromEntries(userKeys(entry)));
  item.prepareForPrint();
  return formatLine(new Map(Object.entries(item.getAttributes())), form.options);
};

/** The line of a record. */
export const composeLine = (entry: LogEntry, form: LineForm): string => {
  if (form.formatter) return customLine(entry, form, form.formatter);
  if (!form.order && !form.options.replacer) {
    const line = quickLine(entry, form);
    if (line !== undefined) return line;
  }
  const record = new Map(standardEntries(entry, form));
  for (const [key, value] of userKeys(entry)) record.set(key, value);
  return formatLine(form.order ? inOrder(record, form.order) : record, form.options);
};
