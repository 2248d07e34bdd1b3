import { deadlineOf } from '../invocation/deadline-guard.js';
import type { LambdaContext } from '../invocation/lambda-context.js';
import { currentInvocation } from '../invocation/scope.js';
import { asObject, asText } from '../shared/unknown.js';
import { FullBatchFailureError, ParsingError, UnexpectedBatchTypeError } from './errors.js';
import { errorFrom, failuresOf } from './failures.js';
import { type BatchOrder, BatchRun, type Processed, type RecordProcessor } from './run.js';
import { type BatchSource, sources } from './sources.js';
import type {
  BatchRunOptions,
  DynamoDBRecord,
  KafkaItemFailureResponse,
  KafkaRecord,
  KinesisStreamRecord,
  PartialItemFailureResponse,
  SqsRecord,
} from './types.js';
import { atLeastOne } from './whole-number.js';

/** The records of each source. */
export interface RecordTypes {
  /** A message of an SQS queue. */
  SQS: SqsRecord;
  /** A record of a Kinesis data stream. */
  KinesisDataStreams: KinesisStreamRecord;
  /** A change of an item, from a DynamoDB stream. */
  DynamoDBStreams: DynamoDBRecord;
  /** A record of a Kafka topic. */
  Kafka: KafkaRecord;
}

/** Where the records of a batch come from. */
export type BatchSourceName = keyof RecordTypes;

/** The event that Lambda calls a function with for the records of a source. */
export type BatchEvent<TSource extends BatchSourceName> = TSource extends 'Kafka'
  ? { records: Record<string, KafkaRecord[]> }
  : { Records: RecordTypes[TSource][] };

/** Processes one record. What it returns does not matter; if it throws or rejects, Lambda sends the record again. */
export type RecordHandler<TRecord> = (record: TRecord, context: LambdaContext) => unknown;

/** What a payload is wrapped in. Write the type of `record`: the handler's record follows from what `unwrap` returns. */
export interface BatchEnvelope<TArrived, TRecord> {
  /** @throws what the record then fails with. */
  unwrap(record: TArrived): TRecord | Promise<TRecord>;
}

/** Makes the handler of records idempotent. */
export interface RecordIdempotency {
  /** The same handler, which runs once for equal records. */
  wrap<TRecord>(handle: RecordHandler<TRecord>): RecordHandler<TRecord>;
}

/** What {@link batch} takes. */
export interface BatchOptions<TSource extends BatchSourceName, TRecord> extends BatchRunOptions {
  /** Where the records come from: `SQS`, `KinesisDataStreams`, `DynamoDBStreams` or `Kafka`. */
  readonly source: TSource;
  /**
   * Makes of a record what its handler gets: one of `otel-powertools/batch/envelopes`, or yours. A record that it cannot
   * unwrap fails. Default: the record as it arrived.
   */
  readonly envelope?: BatchEnvelope<RecordTypes[TSource], TRecord> | undefined;
  /**
   * `group`: records of one group (message group, partition key, keys of an item, partition of Kafka) one after the other, and after a failure
   * none of that group; groups at the same time. `none`: any order. Default: `group` for FIFO queues and streams.
   */
  readonly order?: 'group' | 'none' | undefined;
  /** Makes records idempotent: `idempotentBy` of `otel-powertools/batch/idempotency`. */
  readonly idempotency?: RecordIdempotency | undefined;
  /** SQS only. Which delivery of a record is its last: `onMaxAttempts` is called if it fails. Needs `onMaxAttempts`. */
  readonly maxAttempts?: (TSource extends 'SQS' ? number : never) | undefined;
  /**
   * Called with a record that failed in its last delivery, and with its error. If it succeeds, the record is done, and is
   * not sent again: put it where somebody looks. If it fails, so has the record.
   */
  readonly onMaxAttempts?:
    | ((record: RecordTypes[TSource], error: Error, context: LambdaContext) => unknown)
    | undefined;
}

/** The handler that {@link batch} makes: what `withPowertools` wraps. */
export type BatchHandler<TSource extends BatchSourceName> = (
  event: BatchEvent<TSource>,
  context: LambdaContext,
) => Promise<TSource extends 'Kafka' ? KafkaItemFailureResponse : PartialItemFailureResponse>;

/**
 * A Lambda handler that calls `handleRecord` for each record of a batch, each in a span of its own, and answers with the
 * records that Lambda is to send again. It takes effect with `ReportBatchItemFailures` in the `FunctionResponseTypes` of
 * the event source mapping.
 *
 * @throws {RangeError} at once: there is no such `source`, or `concurrency` or `maxAttempts` is not a whole number from 1 on.
 * @throws {TypeError} at once: `maxAttempts` without `onMaxAttempts`.
 * @throws {UnexpectedBatchTypeError} in an invocation, when the event has no list `Records`, or that of Kafka no `records`.
 * @throws {FullBatchFailureError} in an invocation, when every record failed, unless `throwOnFullBatchFailure` is false.
 * @example
 * ```ts
 * export const handler = withPowertools(
 *   batch(async (record) => ship(record.body), { source: 'SQS', envelope: jsonBody(orderSchema), concurrency: 5 }),
 * );
 * ```
 */
export function batch<TSource extends BatchSourceName, TRecord = RecordTypes[TSource]>(
  handleRecord: RecordHandler<TRecord>,
  options: BatchOptions<TSource, TRecord>,
): BatchHandler<TSource> {
  const { source: name, concurrency, maxAttempts, idempotency } = options;
  if (!Object.hasOwn(sources, name)) {
    throw new RangeError(`source is SQS, KinesisDataStreams, DynamoDBStreams or Kafka, not ${String(name)}.`);
  }
  const source = sources[name];
  atLeastOne(maxAttempts, 'maxAttempts');
  if (maxAttempts !== undefined && !options.onMaxAttempts) throw new TypeError('maxAttempts needs onMaxAttempts.');
  const most = atLeastOne(concurrency, 'concurrency');
  const handle = idempotency ? idempotency.wrap(handleRecord) : handleRecord;
  return async (event, context) => {
    const records = source.recordsOf(asObject(event) ?? {});
    if (!records) throw new UnexpectedBatchTypeError();
    const calls = new RecordCalls(source, handle, options, context);
    const deadline = currentInvocation().deadline ?? deadlineOf(context);
    const order = options.order ?? defaultOrder(name, records[0]);
    // What is no record of the source fails when it is looked at.
    const plan = {
      source,
      records: records as readonly RecordTypes[TSource][],
      order,
      concurrency: most,
      deadline,
      options,
    };
    const failures = (await new BatchRun(plan, calls).run()).filter(([outcome]) => outcome === 'fail');
    if (failures.length > 0 && failures.length === records.length && options.throwOnFullBatchFailure !== false) {
      throw new FullBatchFailureError(failures.flatMap((failure) => calls.errorOf(failure) ?? []));
    }
    const failed = failures.map(([, , record]) => record);
    // What names a record of Kafka to Lambda is no text: the types of the handler say so.
    return { batchItemFailures: failuresOf(source, failed) } as Awaited<ReturnType<BatchHandler<TSource>>>;
  };
}

/** The calls of the handler for the records of one batch. */
class RecordCalls<TSource extends BatchSourceName, TRecord>
  implements RecordProcessor<RecordTypes[TSource], Processed>
{
  readonly #source: BatchSource;
  readonly #handle: RecordHandler<TRecord>;
  readonly #options: BatchOptions<TSource, TRecord>;
  readonly #context: LambdaContext;
  #causes: Map<Processed, Error> | undefined;

  constructor(
    source: BatchSource,
    handle: RecordHandler<TRecord>,
    options: BatchOptions<TSource, TRecord>,
    context: LambdaContext,
  ) {
    this.#source = source;
    this.#handle = handle;
    this.#options = options;
    this.#context = context;
  }

  async process(record: RecordTypes[TSource]): Promise<Processed> {
    try {
      if (this.#source.idOf(asObject(record) ?? {}) === undefined) {
        throw new ParsingError(`The record has no id, as every one of ${this.#options.source} has.`);
      }
      const { envelope } = this.#options;
      // Without an envelope the handler's record is the one that arrived.
      const unwrapped = envelope ? await envelope.unwrap(record) : (record as unknown as TRecord);
      return ['success', await this.#handle(unwrapped, this.#context), record];
    } catch (thrown) {
      return this.#afterFailure(record, errorFrom(thrown));
    }
  }

  async #afterFailure(record: RecordTypes[TSource], error: Error): Promise<Processed> {
    const { maxAttempts, onMaxAttempts } = this.#options;
    if (onMaxAttempts && maxAttempts !== undefined && receiveCount(record) >= maxAttempts) {
      try {
        await onMaxAttempts(record, error, this.#context);
        const processed: Processed = ['success', undefined, record];
        this.#note(processed, error);
        return processed;
      } catch (thrown) {
        return this.fail(record, errorFrom(thrown));
      }
    }
    return this.fail(record, error);
  }

  fail(record: RecordTypes[TSource], error: Error): Processed {
    const processed: Processed = ['fail', error.message, record];
    this.#note(processed, error);
    return processed;
  }

  errorOf(processed: Processed): Error | undefined {
    return this.#causes?.get(processed);
  }

  #note(processed: Processed, error: Error): void {
    this.#causes ??= new Map();
    this.#causes.set(processed, error);
  }
}

function receiveCount(record: unknown): number {
  return Number(asObject(asObject(record)?.attributes)?.ApproximateReceiveCount);
}

function defaultOrder(source: BatchSourceName, first: unknown): BatchOrder {
  if (source !== 'SQS') return 'group';
  // A standard queue has message groups too, which tell tenants apart and have no order.
  return asText(asObject(first)?.eventSourceARN)?.endsWith('.fifo') ? 'group' : 'none';
}
