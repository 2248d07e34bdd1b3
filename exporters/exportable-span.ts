import type { HrTime, SpanContext, SpanKind, SpanStatus } from '@opentelemetry/api';

/** Attributes of any version of the API: which values they may have has changed from one to the next. */
export type ExportableAttributes = Readonly<Record<string, unknown>>;

/**
 * What exporters read of a span. `ReadableSpan` of the OpenTelemetry SDK fits, 1.x (`parentSpanId`,
 * `instrumentationLibrary`), 2.x and 3.x (`parentSpanContext`, `instrumentationScope`) alike.
 */
export interface ExportableSpan {
  readonly name: string;
  readonly kind: SpanKind;
  readonly spanContext: () => SpanContext;
  readonly parentSpanContext?: SpanContext | undefined;
  /** How the SDK 1.x names the parent; read when there is no `parentSpanContext`. */
  readonly parentSpanId?: string | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  /** False for a span that is reported while it runs: it is sent again, whole, when it has ended. */
  readonly ended?: boolean;
  readonly status: SpanStatus;
  readonly attributes: ExportableAttributes;
  readonly links: readonly ExportableLink[];
  readonly events: readonly ExportableEvent[];
  readonly resource: ExportableResource;
  readonly instrumentationScope?: ExportableScope | undefined;
  /** How the SDK 1.x names the scope; read when there is no `instrumentationScope`. */
  readonly instrumentationLibrary?: ExportableScope | undefined;
  readonly droppedAttributesCount?: number;
  readonly droppedEventsCount?: number;
  readonly droppedLinksCount?: number;
}

export interface ExportableEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes?: ExportableAttributes | undefined;
  readonly droppedAttributesCount?: number | undefined;
}

export interface ExportableLink {
  readonly context: SpanContext;
  readonly attributes?: ExportableAttributes | undefined;
  readonly droppedAttributesCount?: number | undefined;
}

export interface ExportableResource {
  readonly attributes: ExportableAttributes;
  readonly schemaUrl?: string | undefined;
}

export interface ExportableScope {
  readonly name: string;
  readonly version?: string | undefined;
  readonly schemaUrl?: string | undefined;
  readonly attributes?: ExportableAttributes | undefined;
  readonly droppedAttributesCount?: number | undefined;
}
