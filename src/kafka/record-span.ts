import {
  type Attributes,
  context,
  INVALID_SPAN_CONTEXT,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  trace,
} from '@opentelemetry/api';
import { ensureContextManager } from '../invocation/context/context-manager.js';
import { contextWithInvocation, currentInvocation } from '../invocation/scope.js';
import { recordFailure } from '../invocation/span/invocation-span.js';
import { quietly, quietSpan } from '../invocation/span/quiet-span.js';
import { linksToProducer, readCarrier } from '../invocation/trace-context/carried-context.js';
import { invocationTraceHeader } from '../invocation/trace-context/invocation-trace-header.js';
import { attempt } from '../shared/unknown.js';
import { processing } from '../triggers/attributes.js';
import { carrierOfKafkaHeaders, describeKafkaRecord, idOfKafkaRecord } from '../triggers/events/kafka.js';

/** What is used of a record. */
export interface TracedRecord {
  /** The topic that the record is from. */
  readonly topic: string;
  /** The number of its partition. */
  readonly partition: number;
  /** Where it is in its partition. */
  readonly offset: number;
  /** The value as Lambda has it: base64. Null or absent for a tombstone. */
  readonly originalValue?: string | null;
  /** The headers as Lambda has them: bytes by name. */
  readonly originalHeaders?: readonly object[] | null;
}

/**
 * Runs `run` in a span for the record, `process <topic>` of kind CONSUMER, linked to the span of its producer, where the
 * record's headers carry one. Log keys and metrics of `run` are the record's own, and have its `message_id`,
 * `<topic>-<partition>@<offset>`. What `run` throws, or rejects with, is an error of that span, and goes on.
 *
 * @example
 * ```ts
 * for (const record of records) await withRecordSpan(record, ({ value }) => ship(value));
 * ```
 */
export function withRecordSpan<TRecord extends TracedRecord, TResult>(
  record: TRecord,
  run: (record: TRecord) => TResult,
): TResult {
  const { topic, partition, offset } = record;
  ensureContextManager();
  const carried = attempt(() => readCarrier(carrierOfKafkaHeaders(record.originalHeaders), ROOT_CONTEXT));
  const started = quietly(() =>
    trace.getTracer('otel-powertools/kafka').startSpan(`process ${topic}`, {
      kind: SpanKind.CONSUMER,
      attributes: attributesOf(record),
      ...(carried && { links: linksToProducer(carried, invocationTraceHeader()?.parent) }),
    }),
  );
  const span = quietSpan(started ?? trace.wrapSpanContext(INVALID_SPAN_CONTEXT));
  const unit = currentInvocation().beginRecord({ message_id: idOfKafkaRecord({ topic, partition, offset }) });
  const active = contextWithInvocation(context.active(), unit);
  const baggage = carried && propagation.getBaggage(carried.context);
  const base = baggage ? propagation.setBaggage(active, baggage) : active;
  const end = (reason: 'end' | 'error'): void => {
    span.end();
    unit.endRecord(reason);
  };
  const fail = (error: unknown): never => {
    recordFailure(span, error);
    end('error');
    throw error;
  };
  try {
    const result = context.with(started ? trace.setSpan(base, started) : base, () => run(record));
    if (isThenable(result)) {
      const ended = Promise.resolve(result).then((value) => {
        end('end');
        return value;
      }, fail);
      // The promise that `run` gave, but that the span has ended before it is settled.
      return ended as TResult;
    }
    end('end');
    return result;
  } catch (error) {
    return fail(error);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function attributesOf({ topic, partition, offset, originalValue }: TracedRecord): Attributes {
  const attributes = processing('kafka', topic);
  describeKafkaRecord({ partition, offset, value: originalValue }, attributes);
  return attributes;
}
