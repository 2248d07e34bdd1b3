import { diag, isSpanContextValid, type SpanContext } from '@opentelemetry/api';
import { errorEntries } from '../../../exporters/json/error-entries.js';
import { closeLine, field, formatLine, type LineOptions } from '../../../exporters/json/line.js';
import { recentXRayTraceId } from '../../../exporters/json/recent-xray-trace-id.js';
import { formatTimestamp } from '../../../exporters/json/timestamp.js';
import { criticalLevel } from '../../../exporters/lambda-filter.js';
import { traceHeaderSlot } from '../../invocation/trace-context/invocation-trace-header.js';
import type { EmittedLog } from '../../telemetry/logs/logs.js';
import { redaction } from '../../telemetry/redaction/redaction.js';
import type { LogFormatter, UnformattedAttributes } from '../formatter.js';
import type { LogKeySet } from '../keys/keys.js';
import type { LoggerState, TraceText } from '../keys/state.js';
import type { LambdaFacts } from '../lambda-facts.js';
import type { LevelName } from '../levels.js';
import type { ConstructorOptions, LoggerSettings } from '../settings.js';
import { type CallSite, describeCallSite } from './call-site.js';
import type { LogInput } from './input.js';
import { composeRecord } from './record.js';
import {
  type Entry,
  fieldsOf,
  functionEntries,
  invocationEntries,
  invocationFields,
  STANDARD_KEYS,
} from './standard-keys.js';
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

const DEVELOPMENT_INDENT = 4;

/** Makes the lines and the records of one Logger. */
export class LogComposer {
  readonly #keys: LogKeySet;
  readonly #settings: LoggerSettings;
  readonly #formatter: LogFormatter | undefined;
  readonly #order: readonly string[] | undefined;
  readonly #options: LineOptions;
  /** Most lines say the same of the function as the one before. */
  #last: { readonly service: string; readonly lambda: LambdaFacts | undefined; readonly text: string } | undefined;
  #formatterReported = false;

  constructor(keys: LogKeySet, options: ConstructorOptions, settings: LoggerSettings) {
    this.#keys = keys;
    this.#settings = settings;
    this.#formatter = options.logFormatter;
    this.#order = options.logRecordOrder && [...options.logRecordOrder];
    this.#options = lineOptions(options, settings.development);
  }

  line(entry: LogEntry): string {
    const options = this.#options;
    const policy = redaction();
    const inForce = policy ? { ...options, redact: policy.value, redactName: policy.name } : options;
    if (this.#formatter) {
      try {
        return this.#customLine(entry, this.#formatter, inForce);
      } catch (error) {
        this.#reportFormatter(error);
      }
    }
    const order = this.#order;
    // A policy and a replacer see every value: text that was made before has none to see.
    const quick = order || options.replacer || policy ? undefined : this.#quickLine(entry);
    if (quick !== undefined) return quick;
    const record = new Map([...this.#standardEntries(entry), ...this.#userKeys(entry)]);
    return formatLine(order ? inOrder(record, order) : record, inForce);
  }

  #reportFormatter(error: unknown): void {
    if (this.#formatterReported) return;
    this.#formatterReported = true;
    diag.error('otel-powertools: the log formatter threw; its lines are written in the default form.', error);
  }

  record(entry: LogEntry): EmittedLog {
    const { ownService, sampleRate } = this.#settings;
    const { xrayTraceId, root } = this.#trace(entry);
    return composeRecord(entry, this.#userKeys(entry), {
      service: ownService,
      sampleRate: sampleRate || undefined,
      xrayRoot: xrayTraceId === undefined ? root : undefined,
    });
  }

  /** Puts a line together from text that was made before; undefined where a key would occur twice. */
  #quickLine(entry: LogEntry): string | undefined {
    const { input, state, scoped } = entry;
    if (scoped) return undefined;
    const { text, names } = this.#keys.text(state);
    if (text === undefined) return undefined;
    const options = this.#options;
    let fields = '';
    for (const [name, value] of input.keys) {
      if (STANDARD_KEYS.has(name) || names.has(name)) return undefined;
      fields += field(name, value, options);
    }
    const location = field('location', describe(entry));
    const message = field('message', input.message, options);
    const timestamp = formatTimestamp(entry.millis, this.#settings.timeZone);
    const facts = this.#function(state) + invocationFields(state.lambda, this.#settings.sampleRate);
    const trace = this.#trace(entry).text;
    return closeLine(
      `{"level":"${writtenLevel(entry.level)}"${location}${message},"timestamp":"${timestamp}"${facts}${trace}${text}${fields}}`,
      options,
    );
  }

  #function({ lambda }: LoggerState): string {
    const service = this.#settings.service();
    if (this.#last?.service !== service || !isSameFunction(this.#last.lambda, lambda)) {
      this.#last = { service, lambda, text: fieldsOf(functionEntries(service, lambda)) };
    }
    return this.#last.text;
  }

  #trace({ state, spanContext, millis }: LogEntry): TraceText {
    const { invocation, trace: last } = state;
    const root = invocation ? invocation.get(traceHeaderSlot).header?.root : currentTraceRoot();
    if (last && last.spanContext === spanContext && last.root === root) return last;
    const span = spanContext && isSpanContextValid(spanContext) ? spanContext : undefined;
    const own = span && recentXRayTraceId(span.traceId, millis);
    // Hexadecimal digits need no quoting.
    const ids = span ? `,"trace_id":"${span.traceId}","span_id":"${span.spanId}"` : '';
    state.trace = { spanContext, span, root, xrayTraceId: own, text: field('xray_trace_id', own ?? root) + ids };
    return state.trace;
  }

  #standardEntries(entry: LogEntry): Entry[] {
    const { level, input, millis, state } = entry;
    const { sampleRate, timeZone } = this.#settings;
    const { xrayTraceId, root, span } = this.#trace(entry);
    return [
      ['level', writtenLevel(level)],
      ['location', describe(entry)],
      ['message', input.message],
      ['timestamp', formatTimestamp(millis, timeZone)],
      ...functionEntries(this.#settings.service(), state.lambda),
      ...invocationEntries(state.lambda, sampleRate),
      ['xray_trace_id', xrayTraceId ?? root],
      ['trace_id', span?.traceId],
      ['span_id', span?.spanId],
    ];
  }

  /** The keys of the Logger and its invocation, of the scopes around the call, and of the call itself. */
  #userKeys({ state, scoped, input }: LogEntry): Map<string, unknown> {
    return new Map([...this.#keys.merged(state), ...(scoped ?? []), ...input.keys]);
  }

  #customLine(entry: LogEntry, formatter: LogFormatter, options: LineOptions): string {
    const item = formatter.formatAttributes(this.#unformatted(entry), Object.fromEntries(this.#userKeys(entry)));
    item.prepareForPrint();
    return formatLine(new Map(Object.entries(item.getAttributes())), options);
  }

  #unformatted(entry: LogEntry): UnformattedAttributes {
    const { sampleRate, region, environment } = this.#settings;
    const { lambda } = entry.state;
    const { xrayTraceId, root } = this.#trace(entry);
    const traceId = xrayTraceId ?? root;
    return {
      logLevel: entry.level,
      timestamp: new Date(entry.millis),
      ...(traceId && { xRayTraceId: traceId }),
      sampleRateValue: sampleRate,
      awsRegion: region,
      environment,
      serviceName: this.#settings.service(),
      ...(lambda && { lambdaContext: lambda }),
      // The type promises text; what was logged instead is passed on as it is.
      message: entry.input.message as string,
    };
  }
}

function writtenLevel(level: EmittedLevel): string {
  return level === 'CRITICAL' ? criticalLevel() : level;
}

/** In development a stack is read by people: one line of it an item. */
function errorForPeople(error: Error): Record<string, unknown> {
  return Object.fromEntries(
    errorEntries(error).map(([key, value]) => [
      key,
      key === 'stack' && typeof value === 'string' ? value.split('\n') : value,
    ]),
  );
}

function lineOptions({ logFormatter, jsonReplacerFn }: ConstructorOptions, development: boolean): LineOptions {
  return {
    replacer: jsonReplacerFn,
    formatError: logFormatter ? (error) => logFormatter.formatError(error) : development ? errorForPeople : undefined,
    indent: development ? DEVELOPMENT_INDENT : 0,
  };
}

function inOrder(record: ReadonlyMap<string, unknown>, order: readonly string[]): ReadonlyMap<string, unknown> {
  const first = order.filter((key) => record.has(key)).map((key) => [key, record.get(key)] as const);
  return new Map([...first, ...record]);
}

/** Whether what most invocations have in common is the same for both. */
function isSameFunction(one: LambdaFacts | undefined, other: LambdaFacts | undefined): boolean {
  return (
    one?.coldStart === other?.coldStart &&
    one?.invokedFunctionArn === other?.invokedFunctionArn &&
    one?.functionName === other?.functionName &&
    one?.memoryLimitInMB === other?.memoryLimitInMB
  );
}

function describe({ callSite }: LogEntry): string | undefined {
  return callSite && describeCallSite(callSite);
}
