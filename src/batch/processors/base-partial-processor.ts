import { context } from '@opentelemetry/api';
import { deadlineOf } from '../../invocation/deadline-guard.js';
import { createSlot } from '../../invocation/invocation.js';
import { ownInvocation, processInvocation } from '../../invocation/scope.js';
import { RecordTimeoutError } from '../errors.js';
import { type BatchOrder, BatchRun } from '../run.js';
import type { BatchSource } from '../sources.js';
import type {
  BaseRecord,
  BatchProcessingOptions,
  EventSourceDataClassTypes,
  FailureResponse,
  PartialItemFailureResponse,
  SuccessResponse,
} from '../types.js';
import { atLeastOne } from '../whole-number.js';

type Processed = SuccessResponse | FailureResponse;

/** What a processor keeps of one batch. */
class BatchState {
  records: BaseRecord[] = [];
  handler: CallableFunction = () => undefined;
  options: BatchProcessingOptions | undefined;
  successMessages: EventSourceDataClassTypes[] = [];
  failureMessages: EventSourceDataClassTypes[] = [];
  errors: Error[] = [];
  response: PartialItemFailureResponse = { batchItemFailures: [] };
  /** What is behind the failures that were noted. */
  causes: Map<unknown, Error> | undefined;
}

/**
 * Calls a handler for each record of a batch, each in a span of its own, and keeps what became of it. What is kept belongs
 * to the invocation: overlapping ones may share a processor.
 */
export abstract class BasePartialProcessor {
  readonly #slot = createSlot('batch', () => new BatchState());
  /** Stands in outside of invocations. Here, and not on the Invocation of the process: processors come and go. */
  #outside: BatchState | undefined;
  /** What is kept of the only batch under way: it need not be looked for. Undefined where batches overlap. */
  #only: BatchState | undefined;
  #running = 0;
  /** Records that were given up: what their handlers come to after all is no longer asked for. */
  #abandoned: WeakSet<object> | undefined;

  /** What the records failed with, in the order in which they did. */
  get errors(): Error[] {
    return this.#state().errors;
  }

  protected set errors(errors: Error[]) {
    this.#state().errors = errors;
  }

  /** The records that failed, in the order in which they did. */
  get failureMessages(): EventSourceDataClassTypes[] {
    return this.#state().failureMessages;
  }

  protected set failureMessages(records: EventSourceDataClassTypes[]) {
    this.#state().failureMessages = records;
  }

  /** The function that is called for each record, as `register` was given it. */
  get handler(): CallableFunction {
    return this.#state().handler;
  }

  protected set handler(handler: CallableFunction) {
    this.#state().handler = handler;
  }

  /** How the batch is processed, as `register` was given it last. Undefined: by the defaults. */
  get options(): BatchProcessingOptions | undefined {
    return this.#state().options;
  }

  protected set options(options: BatchProcessingOptions | undefined) {
    this.#state().options = options;
  }

  /** The records of the batch, as Lambda sent them. */
  get records(): BaseRecord[] {
    return this.#state().records;
  }

  protected set records(records: BaseRecord[]) {
    this.#state().records = records;
  }

  /** The records that succeeded, in the order in which they did. */
  get successMessages(): EventSourceDataClassTypes[] {
    return this.#state().successMessages;
  }

  protected set successMessages(records: EventSourceDataClassTypes[]) {
    this.#state().successMessages = records;
  }

  /** What Lambda is to be answered with: the records to deliver again. */
  protected get batchResponse(): PartialItemFailureResponse {
    return this.#state().response;
  }

  protected set batchResponse(response: PartialItemFailureResponse) {
    this.#state().response = response;
  }

  /** Where the records come from. */
  protected abstract get source(): BatchSource;

  /** Called when every record is done. */
  abstract clean(): void;

  /** Called before the first record. */
  abstract prepare(): void;

  /** Processes one record: what it returns is what `successHandler` or `failureHandler` does. */
  abstract processRecord(record: BaseRecord): Promise<SuccessResponse | FailureResponse>;

  /** The same, for handlers that are not asynchronous. */
  abstract processRecordSync(record: BaseRecord): SuccessResponse | FailureResponse;

  /** Notes that a record failed. */
  failureHandler(record: EventSourceDataClassTypes, error: Error): FailureResponse {
    const entry: FailureResponse = ['fail', error.message, record];
    if (this.#abandoned?.has(record)) return entry;
    const state = this.#state();
    state.errors.push(error);
    state.failureMessages.push(record);
    state.causes ??= new Map();
    state.causes.set(entry, error);
    return entry;
  }

  /** Notes that a record succeeded. */
  successHandler(record: EventSourceDataClassTypes, result: unknown): SuccessResponse {
    this.#state().successMessages.push(record);
    return ['success', result, record];
  }

  /** Says which records to process, and how. Options that are not given are those of the last time. */
  register(records: BaseRecord[], handler: CallableFunction, options?: BatchProcessingOptions): this {
    const state = this.#find();
    if (state !== this.#only) this.#only = undefined;
    state.records = records;
    state.handler = handler;
    if (options) state.options = options;
    return this;
  }

  /**
   * Processes the records that were registered.
   *
   * @throws {FullBatchFailureError} as a rejection: every record failed, unless `throwOnFullBatchFailure` is false.
   * @throws {RangeError} as a rejection: `concurrency` is not a whole number from 1 on.
   */
  async process(): Promise<(SuccessResponse | FailureResponse)[]> {
    this.#only = this.#running++ === 0 ? this.#find() : undefined;
    try {
      this.prepare();
      const processed = await this.#run((record) => this.processRecord(record)).run();
      this.clean();
      return processed;
    } finally {
      this.#running--;
      this.#only = undefined;
    }
  }

  /** The same, with a handler that is not asynchronous. */
  processSync(): (SuccessResponse | FailureResponse)[] {
    this.prepare();
    const processed = this.#run((record) => this.processRecordSync(record)).runSync();
    this.clean();
    return processed;
  }

  /** What a failure keeps from being processed. */
  protected get order(): BatchOrder {
    return 'none';
  }

  #run(process: (record: BaseRecord) => Promise<Processed> | Processed): BatchRun<BaseRecord, Processed> {
    const state = this.#state();
    const { records, options } = state;
    state.causes = undefined;
    if (this.#abandoned) for (const record of records) this.#abandoned.delete(record);
    const { order } = this;
    return new BatchRun(
      {
        source: this.source,
        records,
        order,
        concurrency: concurrencyOf(options, order),
        deadline: ownInvocation(context.active())?.deadline ?? deadlineOf(options?.context),
        options,
      },
      {
        process,
        fail: (record, error) => this.#fail(record, error),
        errorOf: (processed) => state.causes?.get(processed),
      },
    );
  }

  #fail(record: BaseRecord, error: Error): FailureResponse {
    // Lambda sends records of these kinds only; any other is passed on as it is.
    const entry = this.failureHandler(record as EventSourceDataClassTypes, error);
    if (error instanceof RecordTimeoutError && error.begun) {
      this.#abandoned ??= new WeakSet();
      this.#abandoned.add(record);
    }
    return entry;
  }

  #state(): BatchState {
    return this.#only ?? this.#find();
  }

  #find(): BatchState {
    const invocation = ownInvocation(context.active());
    // A record outside of invocations is below the one of the process.
    if (invocation && invocation.outer !== processInvocation()) return invocation.get(this.#slot);
    this.#outside ??= new BatchState();
    return this.#outside;
  }
}

function concurrencyOf(options: BatchProcessingOptions | undefined, order: BatchOrder): number {
  const most = atLeastOne(options?.concurrency, 'concurrency');
  if (order === 'batch' || options?.processInParallel === false) return 1;
  return order === 'group' && options?.concurrency === undefined ? 1 : most;
}
