import {
  type Attributes,
  type Context,
  context,
  diag,
  type Link,
  metrics,
  ProxyTracerProvider,
  propagation,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  type SpanOptions,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { ensureContextManager } from '../invocation/context/context-manager.js';
import type { Invocation } from '../invocation/invocation.js';
import { contextWithInvocation, currentInvocation, recordsAreExpected } from '../invocation/scope.js';
import { recordFailure } from '../invocation/span/invocation-span.js';
import {
  type Carried,
  carriedSlot,
  linksToProducer,
  readCarrier,
} from '../invocation/trace-context/carried-context.js';
import { traceHeaderSlot } from '../invocation/trace-context/invocation-trace-header.js';
import { asObject, asText, type UnknownObject } from '../shared/unknown.js';
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
  /** Where its handler runs: in its span, with its keys. Undefined where there is neither. */
  readonly context: Context | undefined;
  readonly span: Span | undefined;
  readonly unit: Invocation | undefined;
}

const BARE: RecordScope = { context: undefined, span: undefined, unit: undefined };

/** What a batch leaves in traces, logs and metrics. */
export class BatchTelemetry {
  readonly #source: BatchSource;
  readonly #records: readonly unknown[];
  readonly #base: Context;
  /** The span of the invocation, or whatever else is active. */
  readonly #around: Span | undefined;
  /** Undefined where nobody keeps anything per record. */
  #invocation: Invocation | undefined;
  #tracer: Tracer | undefined;
  #destination: string | undefined;
  #name = 'process';

  constructor(source: BatchSource, records: readonly unknown[]) {
    this.#source = source;
    this.#records = records;
    this.#base = context.active();
    this.#around = trace.getSpan(this.#base);
    const traced = isTraced(this.#around);
    if (!traced && !recordsAreExpected()) return;
    ensureContextManager();
    this.#invocation = currentInvocation();
    if (!traced) return;
    this.#tracer = trace.getTracer(SCOPE);
    const first = asObject(records[0]);
    // Lambda reads a batch from one queue, or from one shard.
    if (first && !source.isMixed) this.#goTo(first);
  }

  #goTo(record: UnknownObject): void {
    try {
      this.#destination = this.#source.destinationOf(asText(record.eventSourceARN), record);
    } catch {
      this.#destination = undefined;
    }
    this.#name = this.#destination === undefined ? 'process' : `process ${this.#destination}`;
  }

  begin(index: number): RecordScope {
    const invocation = this.#invocation;
    if (!invocation) return BARE;
    const record = asObject(this.#records[index]) ?? NO_RECORD;
    let id: string | undefined;
    let carried: Carried | undefined;
    try {
      id = this.#source.idOf(record);
      if (this.#tracer) carried = this.#carriedBy(index, record, invocation);
    } catch {
      // Whatever it is, it came from no AWS service. Its handler is what says so.
    }
    const unit = invocation.beginRecord(id === undefined ? undefined : { message_id: id });
    const active = contextWithInvocation(this.#base, unit);
    const span =
      this.#tracer &&
      this.#start(this.#tracer, record, id, carried && linksToProducer(carried, lambdaSpanOf(invocation)));
    if (!span) return { context: active, span, unit };
    const baggage = carried && propagation.getBaggage(carried.context);
    return { context: trace.setSpan(baggage ? propagation.setBaggage(active, baggage) : active, span), span, unit };
  }

  #start(tracer: Tracer, record: UnknownObject, id: string | undefined, links: Link[] | undefined): Span | undefined {
    if (this.#source.isMixed) this.#goTo(record);
    const attributes: Attributes = {
      'messaging.system': this.#source.system,
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'process',
    };
    if (this.#destination) attributes['messaging.destination.name'] = this.#destination;
    if (id !== undefined) attributes['messaging.message.id'] = id;
    try {
      this.#source.describe(record, attributes);
    } catch {
      // As above.
    }
    const options: SpanOptions = { kind: SpanKind.CONSUMER, attributes };
    if (links) options.links = links;
    try {
      return tracer.startSpan(this.#name, options, this.#base);
    } catch (error) {
      reportFailure(error);
      return undefined;
    }
  }

  #carriedBy(index: number, record: UnknownObject, invocation: Invocation): Carried | undefined {
    const read = invocation.peek(carriedSlot);
    if (read?.records === this.#records && index < read.carried.length) return read.carried[index];
    return readCarrier(this.#source.carrierOf(record), ROOT_CONTEXT);
  }

  end({ span, unit }: RecordScope, error?: unknown): void {
    const failed = error !== undefined;
    try {
      if (span && failed) recordFailure(span, error);
      span?.end();
    } catch (thrown) {
      reportFailure(thrown);
    }
    unit?.endRecord(failed ? 'error' : 'end');
  }

  /** What the whole batch came to. */
  conclude(counts: Readonly<Record<RecordOutcome, number>>, options: BatchRunOptions | undefined): void {
    try {
      this.#conclude(counts, options);
    } catch (error) {
      reportFailure(error);
    }
  }

  #conclude(counts: Readonly<Record<RecordOutcome, number>>, options: BatchRunOptions | undefined): void {
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
}

/** Below a span that is not recorded there are none that are; and where nobody provides tracers there are none at all. */
function isTraced(around: Span | undefined): boolean {
  if (around) return around.isRecording();
  const provider = trace.getTracerProvider();
  return !(provider instanceof ProxyTracerProvider) || provider.getDelegateTracer(SCOPE) !== undefined;
}

/** A span processor may throw: no record fails of that. */
function reportFailure(error: unknown): void {
  diag.error('otel-powertools: the span of a record could not be started or ended; it may be missing.', error);
}

function lambdaSpanOf(invocation: Invocation): string | undefined {
  return invocation.peek(traceHeaderSlot)?.header?.parent;
}

function count(counts: Readonly<Record<RecordOutcome, number>>): void {
  const counter = metrics
    .getMeter(SCOPE)
    .createCounter('batch.records', { description: 'Records of batches by outcome', unit: '{record}' });
  for (const [outcome, records] of Object.entries(counts)) {
    if (records > 0) counter.add(records, { 'batch.outcome': outcome });
  }
}
