import type { Attributes } from '@opentelemetry/api';
import type { ExportCallback } from '../../../exporters/export-callback.js';
import type { ParentPolicy } from '../../invocation/trace-context/parent.js';
import type { RedactionPolicy } from '../redaction/policy.js';

export type { ExportCallback };

/** Any OpenTelemetry exporter of one signal, from any SDK version: what is exported is only passed through. */
export interface AnyExporter {
  /** Sends the items, and calls `done` with `code` 0 if they arrived. */
  export(items: never, done: ExportCallback): void;
  /** Resolves when all that was given so far has been sent. */
  forceFlush?(): Promise<void>;
  /** Resolves when all has been sent; nothing is taken any more. */
  shutdown(): Promise<void>;
}

/** An exporter by name, an exporter object, or several of them. */
export type ExporterChoice<TName extends string> = TName | AnyExporter | readonly (TName | AnyExporter)[];

/** When exports over the network go out: after the answer, before it, or several invocations at once. */
export type ExportMode = 'after-response' | 'before-response' | 'batch';

export type TracesExporterName = 'xray' | 'otlp' | 'console' | 'none';
export type MetricsExporterName = 'emf' | 'otlp' | 'console' | 'none';
export type LogsExporterName = 'json' | 'otlp' | 'console' | 'none';

/**
 * How telemetry is made and where it goes. Each setting is taken from here, else from its environment variables, else
 * from its default.
 */
export interface TelemetryOptions {
  /** `service.name` of every span, metric and log line. `POWERTOOLS_SERVICE_NAME`, `OTEL_SERVICE_NAME`; default `service_undefined`. */
  readonly service?: string;
  /** CloudWatch namespace of the metrics. `POWERTOOLS_METRICS_NAMESPACE`; default `default_namespace`. */
  readonly namespace?: string;
  /** `OTEL_TRACES_EXPORTER`; default `xray` in Lambda, `none` elsewhere. */
  readonly traces?: ExporterChoice<TracesExporterName>;
  /** `OTEL_METRICS_EXPORTER`; default `emf`. */
  readonly metrics?: ExporterChoice<MetricsExporterName>;
  /** `OTEL_LOGS_EXPORTER`; default `json`. */
  readonly logs?: ExporterChoice<LogsExporterName>;
  /** Attributes of the resource, beside those of `OTEL_RESOURCE_ATTRIBUTES` and what Lambda tells. */
  readonly resourceAttributes?: Attributes;
  /** What is hidden in log lines and records, spans and metric properties. Default: nothing. */
  readonly redact?: RedactionPolicy;
  /**
   * `false` shows secrets in what a `Tracer` captures and in the texts of errors: by default values whose keys name them
   * and passwords in connection strings are masked. `POWERTOOLS_TRACER_MASK_SECRETS`; default true.
   */
  readonly maskSecrets?: boolean;
  /** Which trace context is the parent where an invocation has several. Default `auto`. */
  readonly parent?: ParentPolicy;
  /**
   * When exports over the network (`otlp`, exporter objects) go out. `after-response`: when the caller has its answer;
   * `before-response`: the answer waits for them; `batch`: as after the answer, but not for each invocation. What stays on the
   * machine (`xray`, `emf`, `json`) always goes out before the answer. Where Lambda takes no extension, `before-response` is
   * what is done. `POWERTOOLS_EXPORT_MODE`; default `after-response` in Lambda.
   */
  readonly exportMode?: ExportMode;
  /** With `batch`: how long exports wait at least, in milliseconds. `POWERTOOLS_EXPORT_BATCH_MILLIS`; default 10,000. */
  readonly exportBatchMillis?: number;
  /** With `batch`: about how many bytes wait at most. `POWERTOOLS_EXPORT_BATCH_BYTES`; default 262,144. */
  readonly exportBatchBytes?: number;
  /**
   * How long a flush may take, in milliseconds: so long the answer waits at most, and after the answer the next invocation.
   * Default 500.
   */
  readonly flushTimeoutMillis?: number;
  /**
   * How long before Lambda's time-out everything is flushed, in milliseconds. Default: 10 % of the time-out, at most
   * 200. 0 switches the guard off.
   */
  readonly deadlineMarginMillis?: number;
}
