import type { Attributes } from '@opentelemetry/api';

/** A span that ended, as plain data. */
export interface CapturedSpan {
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** The name of the parent, if it was captured too. */
  readonly parent: string | undefined;
  readonly attributes: Attributes;
  readonly status: { readonly code: 'unset' | 'ok' | 'error'; readonly message?: string };
  readonly events: readonly { readonly name: string; readonly attributes: Attributes }[];
  readonly links: readonly { readonly traceId: string; readonly spanId: string }[];
  /** The name of the tracer. */
  readonly scope: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly durationMillis: number;
}

/** A log record, as plain data. */
export interface CapturedLog {
  /** `INFO`, or whatever else the record calls it. */
  readonly level: string | undefined;
  readonly message: unknown;
  /** Its keys, and what is known of the invocation by the semantic conventions (`faas.invocation_id`, `exception.type`). */
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The name of the logger: `otel-powertools/logger` for a `Logger`. */
  readonly scope: string;
  readonly traceId: string | undefined;
  readonly spanId: string | undefined;
}

/** What was measured of one metric with one set of attributes since it was last exported, as plain data. */
export interface CapturedMetric {
  readonly name: string;
  readonly unit: string;
  /** What a counter was added, what a gauge was last set to, the total of all other values. */
  readonly value: number;
  /** Every single value of a metric of `Metrics`, and of a histogram that has at most 1,000; of a counter its total. */
  readonly values: readonly number[];
  /** How many values there were, where that is counted. */
  readonly count: number | undefined;
  readonly min: number | undefined;
  readonly max: number | undefined;
  /** The attributes, or of a metric of `Metrics` the dimensions. */
  readonly attributes: Attributes;
  /** The name of the meter, or of a metric of `Metrics` the namespace. */
  readonly scope: string;
}
