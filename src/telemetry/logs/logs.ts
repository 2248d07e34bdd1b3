import type { Context } from '@opentelemetry/api';
import type { LogRecord } from '@opentelemetry/api-logs';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { JsonLogRecordExporter } from '../../../exporters/json/index.js';
import { stdoutLineWriter } from '../../../exporters/write-line.js';
import { ensureContextManager } from '../../invocation/context/context-manager.js';
import { currentInvocation, expectRecords, invocationOf } from '../../invocation/scope.js';
import { type Pending, together } from '../../shared/pending.js';
import { once } from '../../shared/process-state.js';
import { VERSION } from '../../version.js';
import { functionAttributes, invocationAttributes } from '../diagnostics/invocation-attributes.js';
import { consoleLogRecordExporter } from '../export/console-exporters.js';
import { type ExporterOf, exporterOf, exportItems } from '../export/export.js';
import { Exporters } from '../export/exporters.js';
import { flushForeign } from '../export/foreign.js';
import { type GatheringExporter, gatheringExporter } from '../export/gathering-exporter.js';
import { loadOtlpExporter } from '../export/otlp.js';
import { redaction } from '../redaction/redaction.js';
import { resource } from '../settings/resource.js';
import { type Settings, settings } from '../settings/settings.js';
import type { OpenLogRecord } from './log-record.js';
import { createLoggerProvider } from './logger-provider.js';
import { registerLoggerProvider } from './register-logger-provider.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    logs: Logging;
  }
}

/** A record as the logs API takes it. */
export type EmittedLog = LogRecord;

type LogExporter = ExporterOf<ReadableLogRecord[]> & Partial<Pick<GatheringExporter<unknown>, 'flushGathered'>>;

export interface LogSignal {
  /** Resolves when every record emitted so far was exported; undefined where all are. */
  flush(): Pending;
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

interface Logging extends LogSignal, LogSink {}

/** Registers logging as configured, once per process. */
export function ensureLogging(): LogSignal {
  return ensureLogs();
}

/** Where the records of our Logger go, as configured. */
export function logSink(): LogSink {
  return ensureLogs();
}

/** What is not to be seen is hidden, and the record told which invocation it belongs to. */
function complete(record: OpenLogRecord, active: Context): void {
  const invocation = invocationOf(active) ?? currentInvocation();
  const { lambdaContext } = invocation;
  const seen = redaction();
  if (seen) record.body = seen.deep(['message'], record.body) as OpenLogRecord['body'];
  record.attributes = {
    ...(seen ? seen.attributes(record.attributes) : record.attributes),
    ...invocation.keys,
    ...invocationAttributes(invocation, record.spanContext),
    ...(lambdaContext && record.resource.attributes['faas.name'] === undefined && functionAttributes(lambdaContext)),
  };
}

function createExporter(choice: Settings['logs'][number]): LogExporter {
  if (typeof choice !== 'string') return exporterOf(choice);
  return choice === 'otlp'
    ? gatheringExporter(loadOtlpExporter<ReadableLogRecord[]>('logs'))
    : consoleLogRecordExporter();
}

function createLogging(): Logging {
  const { disabled, logs: choices } = settings();
  ensureContextManager();
  const wantsLines = choices.includes('json');
  const writer = stdoutLineWriter();
  const writeLine = wantsLines ? (line: string): void => void writer.write(line) : undefined;
  if (disabled) return { flush: () => writer.flush(), writeLine, emit: undefined };

  const others = choices.filter((choice) => choice !== 'json').map(createExporter);
  const lines = wantsLines ? new JsonLogRecordExporter() : undefined;
  const exporters = new Exporters<LogExporter>('logs', lines ? [lines, ...others] : others);
  const pending = new Set<Promise<void>>();
  const flush = (): Pending =>
    together([...pending, writer.flush(), ...exporters.current.map((exporter) => exporter.flushGathered?.())]);
  const provider = createLoggerProvider({
    resource: resource(),
    isWanted: () => exporters.current.length > 0,
    receive(record, active) {
      complete(record, active);
      for (const exporter of exporters.current) {
        // What our Logger emits, it has written to stdout itself.
        if (exporter === lines && record.instrumentationScope.name === LOGGER_SCOPE) continue;
        const exported = exportItems(exporter, [record], 'log records');
        if (!exported) continue;
        pending.add(exported);
        void exported.then(() => pending.delete(exported));
      }
    },
    flush,
  });
  const registered = registerLoggerProvider(provider);
  if (exporters.current.length > 0) expectRecords();
  const logger = registered.getLogger(LOGGER_SCOPE, VERSION);
  const emit = (record: LogRecord): void => logger.emit(record);
  return {
    flush: () => (registered === provider ? flush() : together([flush(), flushForeign(registered)])),
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
}

function ensureLogs(): Logging {
  return once('logs', createLogging);
}
