import type { Attributes } from '@opentelemetry/api';

/** A span that ended, as plain data. */
export interface CapturedSpan {
  /** What the span is called, such as `orders` or `GET /orders/:id`. */
  readonly name: string;
  /** The role of the span in its call, in words. */
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** The name of the parent, if it was captured too. */
  readonly parent: string | undefined;
  /** The attributes at its end. */
  readonly attributes: Attributes;
  /** `unset` unless something was set; `error` with its message where one was recorded. */
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message?: string };
  /** The events, `exception` for instance, in their order. */
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  /** The spans of other traces, or of this one, that it points to. */
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** The name of the tracer. */
  readonly scope: string;
  /** The id of the trace: 32 hex digits. */
  readonly traceId: string;
  /** The id of the span: 16 hex digits. */
  readonly spanId: string;
  /** The id of the parent, captured or not: 16 hex digits. Undefined for a root. */
  readonly parentSpanId: string | undefined;
  /** How long the span took, in milliseconds. */
  readonly durationMillis: number;
}

/** A log record, as plain data. */
export interface CapturedLog {
  /** `INFO`, or whatever else the record calls it. */
  readonly level: string | undefined;
  /** The body of the record: of a `Logger`, the text of the line. */
  readonly message: unknown;
  /** Its keys, and what is known of the invocation by the semantic conventions (`faas.invocation_id`, `exception.type`). */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The name of the logger: `otel-powertools/logger` for a `Logger`. */
  readonly scope: string;
  /** The id of the trace that was active: 32 hex digits. Undefined if there was none. */
  readonly traceId: string | undefined;
  /** The id of the span that was active: 16 hex digits. Undefined if there was none. */
  readonly spanId: string | undefined;
}

/** What was measured of one metric with one set of attributes since it was last exported, as plain data. */
export interface CapturedMetric {
  /** What the metric is called. */
  readonly name: string;
  /**
   * Of a metric of `Metrics` CloudWatch's unit, such as `Count`; else the instrument's, such as `ms`; empty if it has
   * none.
   */
  readonly unit: string;
  /** What a counter was added, what a gauge was last set to, the total of all other values. */
  readonly value: number;
  /** Every single value of a metric of `Metrics`, and of a histogram that has at most 1,000; of a counter its total. */
  readonly values: readonly number[];
  /** How many values there were, where that is counted. */
  readonly count: number | undefined;
  /** The least of the values, where that is known. */
  readonly min: number | undefined;
  /** The greatest of the values, where that is known. */
  readonly max: number | undefined;
  /** The attributes, or of a metric of `Metrics` the dimensions. */
  readonly attributes: Attributes;
  /** The name of the meter, or of a metric of `Metrics` the namespace. */
  readonly scope: string;
}
