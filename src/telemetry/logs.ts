import type { Context } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import {
  LoggerProvider,
  type LogRecordProcessor,
  type ReadableLogRecord,
  type SdkLogRecord,
} from '@opentelemetry/sdk-logs';
import { JsonLogRecordExporter } from '../../exporters/json/index.js';
import { currentInvocation, ensureContextManager, invocationOf, onceInProcess } from '../invocation/index.js';
import { deferredExporter } from './deferred-exporter.js';
import { type ExporterOf, exporterOf, exportItems } from './export.js';
import { loadOtlpExporter } from './otlp.js';
import { resource } from './resource.js';
import { type Settings, settings } from './settings.js';

type LogExporter = ExporterOf<ReadableLogRecord[]>;

export interface LogSignal {
  /** Resolves when every record emitted so far was exported. */
  flush(): Promise<void>;
}

/** Tells every record which invocation it belongs to, and exports it at once. */
class InvocationLogProcessor implements LogRecordProcessor {
  readonly #exporters: readonly LogExporter[];
  readonly #pending = new Set<Promise<void>>();

  constructor(exporters: readonly LogExporter[]) {
    this.#exporters = exporters;
  }

  onEmit(record: SdkLogRecord, context?: Context): void {
    const invocation = (context && invocationOf(context)) ?? currentInvocation();
    const { lambdaContext } = invocation;
    if (lambdaContext) {
      record.setAttributes({
        'faas.coldstart': invocation.coldStart,
        'faas.invocation_id': lambdaContext.awsRequestId,
        'aws.lambda.invoked_arn': lambdaContext.invokedFunctionArn,
      });
    }
    for (const exporter of this.#exporters) {
      const exported = exportItems(exporter, [record], 'log records');
      this.#pending.add(exported);
      void exported.then(() => this.#pending.delete(exported));
    }
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
  switch (choice) {
    case 'otlp':
      return loadOtlpExporter<ReadableLogRecord[]>('logs');
    case 'console':
      return deferredExporter<ReadableLogRecord[]>(
        async () => new (await import('./console-exporters.js')).ConsoleLogRecordExporter(),
        'the console exporter could not be loaded.',
      );
    default:
      return new JsonLogRecordExporter();
  }
};

const none: LogSignal = { flush: () => Promise.resolve() };

const createSignal = (): LogSignal => {
  const resolved = settings();
  ensureContextManager();
  if (resolved.disabled || resolved.logs.length === 0) return none;
  const processor = new InvocationLogProcessor(resolved.logs.map(createExporter));
  logs.setGlobalLoggerProvider(new LoggerProvider({ resource: resource(), processors: [processor] }));
  return { flush: () => processor.forceFlush() };
};

/** Registers logging as configured, once per process. */
export const ensureLogging = (): LogSignal => onceInProcess('logs', createSignal);
