import {
  type Attributes,
  type Context,
  context,
  metrics,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { ensureContextManager } from '../invocation/context/context-manager.js';
import type { Invocation } from '../invocation/invocation.js';
import { contextWithInvocation, currentInvocation } from '../invocation/scope.js';
import { recordFailure } from '../invocation/span/invocation-span.js';
import { linksToProducer, readCarrier } from '../invocation/trace-context/carried-context.js';
import { asObject, asText, attempt, type UnknownObject } from '../shared/unknown.js';
import type { BatchSource } from './sources.js';
import type { BatchRunOptions } from './types.js';

const SCOPE = 'otel-powertools/batch';
const NO_RECORD: UnknownObject = {};

/**
 * How a record ended. `given_up`: it failed for the last time, and was put somewhere else; `timeout`: begun and not done
 * in time; `not_begun`: left for a later batch.
 */
export type RecordOutcome = 'success' | 'given_up' | 'failure' | 'timeout' | 'not_begun';

/** One record under way. */
export interface RecordScope {
  /** Where its handler runs: in its span, with its keys. */
  readonly context: Context;
  readonly span: Span | undefined;
  readonly unit: Invocation;
}

/** What a batch leaves in traces, logs and metrics. */
export class BatchTelemetry {
  readonly #source: BatchSource;
  readonly #invocation: Invocation = currentInvocation();
  readonly #base: Context;
  /** The span of the invocation, or whatever else is active. */
  readonly #around: Span | undefined;
  readonly #destination: string | undefined;
  #tracer: Tracer | undefined;

  constructor(source: BatchSource, firstRecord: unknown) {
    ensureContextManager();
    this.#source = source;
    this.#base = context.active();
    this.#around = trace.getSpan(this.#base);
    const arn = asText(asObject(firstRecord)?.eventSourceARN);
    // Lambda reads a batch from one queue, or from one shard.
    this.#destination = arn && source.destinationOf(arn);
    // Below a span that is not recorded there are none that are.
    if (this.#around?.isRecording() !== false) this.#tracer = trace.getTracer(SCOPE);
  }

  begin(record: unknown): RecordScope {
    const shape = asObject(record) ?? NO_RECORD;
    const id = attempt(() => this.#source.idOf(shape));
    const unit = this.#invocation.beginRecord(id === undefined ? undefined : { message_id: id });
    let active = contextWithInvocation(this.#base, unit);
    if (!this.#tracer) return { context: active, span: undefined, unit };

    const carried = attempt(() => readCarrier(this.#source.carrierOf(shape), ROOT_CONTEXT));
    const baggage = carried && propagation.getBaggage(carried.context);
    if (baggage) active = propagation.setBaggage(active, baggage);
    const span = this.#tracer.startSpan(
      this.#destination === undefined ? 'process' : `process ${this.#destination}`,
      {
        kind: SpanKind.CONSUMER,
        attributes: this.#attributesOf(shape, id),
        ...(carried && { links: linksToProducer(carried) }),
      },
      this.#base,
    );
    return { context: trace.setSpan(active, span), span, unit };
  }

  end({ span, unit }: RecordScope, error?: unknown): void {
    const failed = error !== undefined;
    if (span) {
      if (failed) recordFailure(span, error);
      span.end();
    }
    unit.endRecord(failed ? 'error' : 'end');
  }

  /** What the whole batch came to. */
  conclude(counts: Readonly<Record<RecordOutcome, number>>, options: BatchRunOptions | undefined): void {
    const { success, given_up, failure, timeout, not_begun } = counts;
    if (timeout > 0 || not_begun > 0) {
      this.#around?.addEvent('batch.incomplete', { 'batch.not_begun': not_begun, 'batch.timed_out': timeout });
    }
    // Where that is thrown, whoever catches it says so.
    if (success + given_up === 0 && failure + timeout + not_begun > 0 && options?.throwOnFullBatchFailure === false) {
      this.#around?.setAttribute('error.type', 'FullBatchFailureError').setStatus({ code: SpanStatusCode.ERROR });
    }
    if (options?.countOutcomes) count(counts);
  }

  #attributesOf(record: UnknownObject, id: string | undefined): Attributes {
    const attributes: Attributes = {
      'messaging.system': this.#source.system,
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'process',
    };
    if (this.#destination) attributes['messaging.destination.name'] = this.#destination;
    if (id !== undefined) attributes['messaging.message.id'] = id;
    attempt(() => this.#source.describe(record, attributes));
    return attributes;
  }
}

function count(counts: Readonly<Record<RecordOutcome, number>>): void {
  const counter = metrics
    .getMeter(SCOPE)
    .createCounter('batch.records', { description: 'Records of batches by outcome', unit: '{record}' });
  for (const [outcome, records] of Object.entries(counts)) {
    if (records > 0) counter.add(records, { 'batch.outcome': outcome });
  }
}
