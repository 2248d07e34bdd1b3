import { type Context, context, diag } from '@opentelemetry/api';
import type { Logger, LoggerProvider } from '@opentelemetry/api-logs';
import type { Pending } from '../../shared/pending.js';
import { limitedAttributes, readLogRecordLimits } from './log-attributes.js';
import { createLogRecord, type LogRecordOrigin, type OpenLogRecord } from './log-record.js';

/** Who takes the records of a provider. */
export interface LogRecordReceiver {
  readonly resource: LogRecordOrigin['resource'];
  /** Whether anybody takes a record now. */
  isWanted(): boolean;
  receive(record: OpenLogRecord, active: Context): void;
  flush(): Pending;
}

/** A provider of the logs API with what layers and tests expect of one of the SDK. */
export interface FlushableLoggerProvider extends LoggerProvider {
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

type Scope = LogRecordOrigin['scope'];

/**
 * A LoggerProvider for everybody who uses the logs API. Ours and not the SDK's: of what that can do, nothing but this is
 * reached here, and every cold start would pay for the rest.
 */
export function createLoggerProvider({
  resource,
  isWanted,
  receive,
  flush,
}: LogRecordReceiver): FlushableLoggerProvider {
  const limits = readLogRecordLimits(process.env);
  const loggers = new Map<string, Logger>();
  let isShutdown = false;

  const createLogger = (scope: Scope): Logger => {
    const enabled = (): boolean => !isShutdown && isWanted();
    return {
      enabled,
      emit(emitted) {
        if (!enabled()) return;
        try {
          const active = emitted.context ?? context.active();
          receive(createLogRecord(emitted, active, { resource, scope, limits }), active);
        } catch (error) {
          diag.error('otel-powertools: a log record could not be made and is lost.', error);
        }
      },
    };
  };

  return {
    getLogger(name, version, options) {
      const { schemaUrl, attributes } = options ?? {};
      const given = attributes && limitedAttributes(attributes, limits);
      const scope = {
        name: name || 'unknown',
        version,
        schemaUrl,
        ...(given && { attributes: given.attributes, droppedAttributesCount: given.dropped }),
      };
      // Exporters group records by the identity of their scope.
      const key = JSON.stringify([scope.name, version, schemaUrl, Object.entries(given?.attributes ?? {}).sort()]);
      // As in the SDK, what a scope does not have is there as undefined, which its types leave out.
      const logger = loggers.get(key) ?? createLogger(scope as Scope);
      loggers.set(key, logger);
      return logger;
    },
    async forceFlush() {
      await flush();
    },
    async shutdown() {
      isShutdown = true;
      await flush();
    },
  };
}
