import otel, { type Context } from '@opentelemetry/api';
import { type LoggerProvider as ApiLoggerProvider, type LogRecord, logs } from '@opentelemetry/api-logs';
import {
  LoggerProvider,
  type LogRecordProcessor,
  type ReadableLogRecord,
  type SdkLogRecord,
} from '@opentelemetry/sdk-logs';
import { JsonLogRecordExporter } from '../../exporters/json/index.js';
import { stdoutLineWriter } from '../../exporters/write-line.js';
import { currentInvocation, ensureContextManager, invocationOf, onceInProcess } from '../invocation/index.js';
import { VERSION } from '../version.js';
import { consoleLogRecordExporter } from './console-exporters.js';
import { type ExporterOf, exporterOf, exportItems } from './export.js';
import { Exporters } from './exporters.js';
import { flushForeign } from './foreign.js';
import { functionAttributes, invocationAttributes } from './invocation-attributes.js';
import { loadOtlpExporter } from './otlp.js';
import { redaction } from './redaction.js';
import { resource } from './resource.js';
import { type Settings, settings } from './settings.js';

/** A record as the logs API takes it. */
export type EmittedLog = LogRecord;

type LogExporter = ExporterOf<ReadableLogRecord[]>;

export interface LogSignal {
  /** Resolves when every record emitted so far was exported. */
  flush(): Promise<void>;
  /** Missing where records go to a provider that is not ours. Ours is registered whatever is exported. */
  register?(): void;
  /** Those configured beside the lines on stdout; what they have lost is in their counters. */
  readonly exporters?: readonly object[];
}

/** Where a record of our Logger goes. */
export interface LogSink {
  /** Writes a line that the Logger has made itself; undefined where no lines are wanted on stdout. */
  readonly writeLine: ((line: string) => void) | undefined;
  /** Emits a record to everybody but the lines on stdout; undefined where there is nobody else. */
  readonly emit: ((record: LogRecord) => void) | undefined;
}

/** The scope of records that our Logger has written as lines itself. */
const LOGGER_SCOPE = 'otel-powertools/logger';

/** Tells every record which invocation it belongs to, and exports it at once. */
class InvocationLogProcessor implements LogRecordProcessor {
  readonly #lines: LogExporter | undefined;
  readonly #exporters: Exporters<LogExporter>;
  readonly #pending = new Set<Promise<void>>();

  constructor(lines: LogExporter | undefined, exporters: Exporters<LogExporter>) {
    this.#lines = lines;
    this.#exporters = exporters;
  }

  onEmit(record: SdkLogRecord, context?: Context): void {
    const invocation = (context && invocationOf(context)) ?? currentInvocation();
    const seen = redaction();
    if (seen) {
      record.setAttributes(seen.attributes(record.attributes));
      record.setBody(seen.deep(['message'], record.body) as SdkLogRecord['body'] & {});
    }
    record.setAttributes(invocationAttributes(invocation, record.spanContext));
    const { lambdaContext } = invocation;
    if (lambdaContext && record.resource.attributes['faas.name'] === undefined) {
      record.setAttributes(functionAttributes(lambdaContext));
    }
    for (const exporter of this.#exporters.current) {
      // What our Logger emits, it has written to stdout itself.
      if (exporter === this.#lines && record.instrumentationScope.name === LOGGER_SCOPE) continue;
      this.#export(exporter, record);
    }
  }

  #export(exporter: LogExporter, record: SdkLogRecord): void {
    const exported = exportItems(exporter, [record], 'log records');
    if (!exported) return;
    this.#pending.add(exported);
    void exported.then(() => this.#pending.delete(exported));
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.#pending);
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
  }
}

const createExporter = (choice: Settings['logs'][number]): LogExporter => {
  if (typeof choice !== 'string') return exporterOf(choice);
  return choice === 'otlp' ? loadOtlpExporter<ReadableLogRecord[]>('logs') : consoleLogRecordExporter();
};

interface LogsApi {
  setGlobalLoggerProvider(provider: LoggerProvider): unknown;
}

const API_GLOBAL = Symbol.for('opentelemetry.js.api.1');

type GlobalWithApi = typeof globalThis & { readonly [API_GLOBAL]?: { readonly logs?: ApiLoggerProvider } };

/**
 * Registers `provider` for users of either logs API: since 1.10 `@opentelemetry/api` has one as well, with a global of
 * its own. Returns who is registered: a provider that was there before stays.
 */
const register = (provider: LoggerProvider): ApiLoggerProvider => {
  const registered = logs.setGlobalLoggerProvider(provider);
  const api = (otel as { readonly logs?: LogsApi } | undefined)?.logs;
  if (!api) return registered;
  // Asked here and not of the API, which would report an error.
  const present = (globalThis as GlobalWithApi)[API_GLOBAL]?.logs;
  if (!present) api.setGlobalLoggerProvider(provider);
  return registered === provider ? (present ?? provider) : registered;
};

interface Logging extends LogSignal, LogSink {}

const createLogging = (): Logging => {
  const { disabled, logs: choices } = settings();
  ensureContextManager();
  const wantsLines = choices.includes('json');
  const writer = stdoutLineWriter();
  const writeLine = wantsLines ? (line: string): void => void writer.write(line) : undefined;
  if (disabled) return { flush: () => writer.flush(), writeLine, emit: undefined };

  const others = choices.filter((choice) => choice !== 'json').map(createExporter);
  const lines = wantsLines ? new JsonLogRecordExporter() : undefined;
  const exporters = new Exporters<LogExporter>('logs', lines ? [lines, ...others] : others);
  const processor = new InvocationLogProcessor(lines, exporters);
  const provider = new LoggerProvider({ resource: resource(), processors: [processor] });
  const registered = register(provider);
  const logger = registered.getLogger(LOGGER_SCOPE, VERSION);
  const emit = (record: LogRecord): void => logger.emit(record);
  return {
    flush: async () => {
      const elsewhere = registered === provider ? undefined : flushForeign(registered);
      await Promise.all([processor.forceFlush(), writer.flush(), elsewhere]);
    },
    get writeLine() {
      return lines && exporters.current.includes(lines) ? writeLine : undefined;
    },
    get emit() {
      // A provider that somebody else has registered gets every record, whatever goes to stdout.
      return registered !== provider || exporters.current.some((exporter) => exporter !== lines) ? emit : undefined;
    },
    exporters: others,
    ...(registered === provider && { register: () => {} }),
  };
};

const ensureLogs = (): Logging => onceInProcess('logs', createLogging);

/** Registers logging as configured, once per process. */
export const ensureLogging = (): LogSignal => ensureLogs();

/** Where the records of our Logger go, as configured. */
export const logSink = (): LogSink => ensureLogs();
