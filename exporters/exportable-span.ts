import type { HrTime, SpanContext, SpanKind, SpanStatus } from '@opentelemetry/api';

/** Attributes of any version of the API: which values they may have has changed from one to the next. */
export type ExportableAttributes = Readonly<Record<string, unknown>>;

/**
 * What exporters read of a span. `ReadableSpan` of the OpenTelemetry SDK fits, 1.x (`parentSpanId`,
 * `instrumentationLibrary`), 2.x and 3.x (`parentSpanContext`, `instrumentationScope`) alike.
 */
export interface ExportableSpan {
  /** What the span is called. */
  readonly name: string;
  /** The role of the span in its call: the API's `SpanKind`, 0 for internal to 4 for consumer. */
  readonly kind: SpanKind;
  /** Gives the ids of the trace and the span, the flags and the state. */
  readonly spanContext: () => SpanContext;
  /** The ids of the parent. Absent for a root. */
  readonly parentSpanContext?: SpanContext | undefined;
  /** How the SDK 1.x names the parent; read when there is no `parentSpanContext`. */
  readonly parentSpanId?: string | undefined;
  /** Seconds since the epoch, and nanoseconds. */
  readonly startTime: HrTime;
  /** Seconds since the epoch, and nanoseconds. */
  readonly endTime: HrTime;
  /** False for a span that is reported while it runs: it is sent again, whole, when it has ended. */
  readonly ended?: boolean;
  /** The API's `SpanStatusCode`, and the message of an error. */
  readonly status: SpanStatus;
  /** What is known of the span, by the names of the semantic conventions. */
  readonly attributes: ExportableAttributes;
  /** The other spans that this one points to. */
  readonly links: readonly ExportableLink[];
  /** What happened while it ran, `exception` for instance. */
  readonly events: readonly ExportableEvent[];
  /** What made the span: the service, the function, the region. */
  readonly resource: ExportableResource;
  /** The tracer that made it. */
  readonly instrumentationScope?: ExportableScope | undefined;
  /** How the SDK 1.x names the scope; read when there is no `instrumentationScope`. */
  readonly instrumentationLibrary?: ExportableScope | undefined;
  /** How many attributes the limits have kept out. Default: 0. */
  readonly droppedAttributesCount?: number;
  /** How many events the limits have kept out. Default: 0. */
  readonly droppedEventsCount?: number;
  /** How many links the limits have kept out. Default: 0. */
  readonly droppedLinksCount?: number;
}

export interface ExportableEvent {
  /** What happened, such as `exception`. */
  readonly name: string;
  /** Seconds since the epoch, and nanoseconds. */
  readonly time: HrTime;
  /** What is known of it. */
  readonly attributes?: ExportableAttributes | undefined;
  /** How many attributes the limits have kept out. Default: 0. */
  readonly droppedAttributesCount?: number | undefined;
}

export interface ExportableLink {
  /** The ids of the span that is pointed to. */
  readonly context: SpanContext;
  /** What is known of the connection. */
  readonly attributes?: ExportableAttributes | undefined;
  /** How many attributes the limits have kept out. Default: 0. */
  readonly droppedAttributesCount?: number | undefined;
}

export interface ExportableResource {
  /** What made the telemetry, by the names of the semantic conventions: `service.name`, `faas.name` … */
  readonly attributes: ExportableAttributes;
  /** The version of the semantic conventions that the names are from. */
  readonly schemaUrl?: string | undefined;
}

export interface ExportableScope {
  /** The instrumentation that made the telemetry, such as `otel-powertools/logger`. */
  readonly name: string;
  /** The version of that instrumentation. */
  readonly version?: string | undefined;
  /** The version of the semantic conventions that the names are from. */
  readonly schemaUrl?: string | undefined;
  /** What is known of the instrumentation. */
  readonly attributes?: ExportableAttributes | undefined;
  /** How many attributes the limits have kept out. Default: 0. */
  readonly droppedAttributesCount?: number | undefined;
}
