import { diag, isSpanContextValid, type SpanContext } from '@opentelemetry/api';
import { closeLine, field, formatLine, type LineOptions } from '../../exporters/json/line.js';
import { formatTimestamp } from '../../exporters/json/timestamp.js';
import { xrayTraceId } from '../../exporters/json/xray-trace-id.js';
import { quote } from '../../exporters/json-quote.js';
import type { EmittedLog } from '../telemetry/logs.js';
import { redaction } from '../telemetry/redaction.js';
import { type CallSite, describeCallSite } from './call-site.js';
import type { LogFormatter, UnformattedAttributes } from './formatter.js';
import type { LogInput } from './input.js';
import type { LogKeySet } from './keys.js';
import type { LevelName } from './levels.js';
import { composeRecord } from './record.js';
import { type Entry, factEntries, fieldsOf, STANDARD_KEYS } from './standard-keys.js';
import type { LoggerState, StateTrace } from './state.js';
import { currentTraceRoot } from './trace-root.js';

export type EmittedLevel = Exclude<LevelName, 'SILENT'>;

/** One call of a log method. */
export interface LogEntry {
  readonly level: EmittedLevel;
  readonly millis: number;
  readonly input: LogInput;
  readonly callSite: CallSite | undefined;
  readonly state: LoggerState;
  readonly spanContext: SpanContext | undefined;
  /** The keys of the scopes around the call. */
  readonly scoped: ReadonlyMap<string, unknown> | undefined;
}

/** How a Logger makes lines. */
export interface LineForm {
  readonly timeZone: string | undefined;
  readonly order: readonly string[] | undefined;
  readonly formatter: LogFormatter | undefined;
  readonly environment: string;
  readonly region: string;
  readonly sampleRate: number;
  /** The name given to this Logger; undefined where it is that of all telemetry. */
  readonly ownService: string | undefined;
  /** Asked late: telemetry may be configured after the Logger was created. */
  readonly service: () => string;
  readonly options: LineOptions;
}

const inOrder = (record: Map<string, unknown>, order: readonly string[]): Map<string, unknown> => {
  const ordered = new Map<string, unknown>();
  for (const key of order) if (record.has(key)) ordered.set(key, record.get(key));
  for (const [key, value] of record) if (!ordered.has(key)) ordered.set(key, value);
  return ordered;
};

/** Makes the lines and the records of one Logger. */
export class LogComposer {
  readonly #keys: LogKeySet;
  readonly #form: LineForm;
  #formatterReported = false;

  constructor(keys: LogKeySet, form: LineForm) {
    this.#keys = keys;
    this.#form = form;
  }

  line(entry: LogEntry): string {
    const { formatter, order, options } = this.#form;
    const policy = redaction();
    const inForce = policy ? { ...options, redact: policy.value } : options;
    if (formatter) {
      try {
        return this.#customLine(entry, formatter, inForce);
      } catch (error) {
        this.#reportFormatter(error);
      }
    }
    // A policy and a replacer see every value: text that was made before has none to see.
    if (!order && !options.replacer && !policy) {
      const line = this.#quickLine(entry, options);
      if (line !== undefined) return line;
    }
    const record = new Map(this.#standardEntries(entry));
    for (const [key, value] of this.#userKeys(entry)) record.set(key, value);
    return formatLine(order ? inOrder(record, order) : record, inForce);
  }

  #reportFormatter(error: unknown): void {
    if (this.#formatterReported) return;
    this.#formatterReported = true;
    diag.error('otel-powertools: the log formatter threw; its lines are written in the default form.', error);
  }

  record(entry: LogEntry): EmittedLog {
    const { ownService, sampleRate } = this.#form;
    const { borrowsRoot, root } = this.#trace(entry);
    return composeRecord(entry, this.#userKeys(entry), {
      service: ownService,
      sampleRate: sampleRate || undefined,
      xrayRoot: borrowsRoot ? root : undefined,
    });
  }

  /** Puts a line together from text that was made before; undefined where a key would occur twice. */
  #quickLine(entry: LogEntry, options: LineOptions): string | undefined {
    const { input, state, scoped, callSite } = entry;
    if (scoped || !input.distinct) return undefined;
    const { facts, keys, names } = this.#keys.text(state, this.#form.service(), this.#facts);
    if (keys === undefined) return undefined;
    let fields = '';
    for (let index = 0; index < input.names.length; index += 1) {
      const name = input.names[index] ?? '';
      if (STANDARD_KEYS.has(name) || names.has(name)) return undefined;
      fields += field(name, input.values[index], options);
    }
    const location = callSite && describeCallSite(callSite);
    const place = location === undefined ? '' : `,"location":${quote(location)}`;
    const message = field('message', input.message, options);
    const timestamp = formatTimestamp(entry.millis, this.#form.timeZone);
    const trace = this.#trace(entry).text;
    return closeLine(
      `{"level":"${entry.level}"${place}${message},"timestamp":"${timestamp}"${facts}${trace}${keys}${fields}}`,
      options,
    );
  }

  readonly #facts = (state: LoggerState, service: string): string =>
    fieldsOf(factEntries(service, state.lambda, this.#form.sampleRate));

  #trace({ state, spanContext, millis }: LogEntry): StateTrace {
    const root = state.invocation ? state.xrayRoot : currentTraceRoot(undefined);
    const last = state.trace;
    if (last && last.spanContext === spanContext && last.root === root) return last;
    const valid = spanContext && isSpanContextValid(spanContext) ? spanContext : undefined;
    const own = valid && xrayTraceId(valid.traceId, millis);
    const entries: Entry[] = [
      ['xray_trace_id', own ?? root],
      ['trace_id', valid?.traceId],
      ['span_id', valid?.spanId],
    ];
    const made = { spanContext, root, borrowsRoot: own === undefined, entries, text: fieldsOf(entries) };
    state.trace = made;
    return made;
  }

  #standardEntries(entry: LogEntry): Entry[] {
    return [
      ['level', entry.level],
      ['location', entry.callSite && describeCallSite(entry.callSite)],
      ['message', entry.input.message],
      ['timestamp', formatTimestamp(entry.millis, this.#form.timeZone)],
      ...factEntries(this.#form.service(), entry.state.lambda, this.#form.sampleRate),
      ...this.#trace(entry).entries,
    ];
  }

  /** The keys of the Logger and its invocation, of the scopes around the call, and of the call itself. */
  #userKeys({ state, scoped, input }: LogEntry): Map<string, unknown> {
    const keys = this.#keys.merged(state);
    if (scoped) for (const [key, value] of scoped) keys.set(key, value);
    for (const [index, name] of input.names.entries()) {
      const value = input.values[index];
      if (value !== undefined) keys.set(name, value);
    }
    return keys;
  }

  #customLine(entry: LogEntry, formatter: LogFormatter, options: LineOptions): string {
    const item = formatter.formatAttributes(this.#unformatted(entry), Object.fromEntries(this.#userKeys(entry)));
    item.prepareForPrint();
    return formatLine(new Map(Object.entries(item.getAttributes())), options);
  }

  #unformatted(entry: LogEntry): UnformattedAttributes {
    const { lambda } = entry.state;
    const [[, xRayTraceId] = []] = this.#trace(entry).entries;
    return {
      logLevel: entry.level,
      timestamp: new Date(entry.millis),
      ...(typeof xRayTraceId === 'string' && { xRayTraceId }),
      sampleRateValue: this.#form.sampleRate,
      awsRegion: this.#form.region,
      environment: this.#form.environment,
      serviceName: this.#form.service(),
      ...(lambda && { lambdaContext: lambda }),
      // The type promises text; what was logged instead is passed on as it is.
      message: entry.input.message as string,
    };
  }
}
