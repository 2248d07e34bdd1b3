import { deferred } from '../deferred.js';
import type { LocalFunctions } from '../functions/local-functions.js';
import type { Values } from '../is-record.js';
import { failuresIn } from './batch-failures.js';
import type { Message } from './message.js';
import type { Queue } from './queue.js';
import { recordOfMessage } from './queue-event.js';

/** What an event source mapping says of a queue and a function. */
export interface QueueTrigger {
  readonly functionName: string;
  readonly queueName: string;
  readonly batchSize: number;
  readonly batchingWindowSeconds: number;
  /** Whether the function's answer names the messages that failed. */
  readonly reportsFailures: boolean;
  /** Batches at a time. */
  readonly maxConcurrency: number;
  /** Of which a message matches one; none: every message. */
  readonly filters: readonly ((record: Values) => boolean)[];
}

/** What a batch may weigh: Lambda takes events of 6 MB, of which the JSON around the messages is a part. */
const BATCH_LIMIT_BYTES = 5 * 1024 * 1024;
const POLL_MS = 20_000;
/** How long a batch that is not full yet waits for messages that are on their way. */
const GATHERING_MS = 5;

/** Takes messages from a queue in batches and sends them to a function, as Lambda's event source mappings do. */
export class QueuePoller {
  readonly #queue: Queue;
  readonly #trigger: QueueTrigger;
  readonly #functions: LocalFunctions;
  readonly #region: string;
  readonly #stopping = new AbortController();
  readonly #stopped = deferred<void>();
  readonly #invocations = new Set<Promise<void>>();
  #polling: Promise<void> | undefined;

  constructor(queue: Queue, trigger: QueueTrigger, functions: LocalFunctions, region: string) {
    this.#queue = queue;
    this.#trigger = trigger;
    this.#functions = functions;
    this.#region = region;
  }

  start(): void {
    this.#polling ??= this.#poll();
  }

  /** Takes no more messages. What an invocation has by now comes to its end, or is ended with the functions. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#stopped.resolve();
    await this.#polling;
  }

  async #poll(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      if (this.#invocations.size >= this.#trigger.maxConcurrency) {
        await Promise.race([...this.#invocations, this.#stopped.promise]);
        continue;
      }
      const batch = this.#filtered(await this.#gather(signal));
      if (batch.length === 0) continue;
      const invocation = this.#send(batch).finally(() => this.#invocations.delete(invocation));
      this.#invocations.add(invocation);
    }
  }

  /** A batch: full, or as full as it is when its window ends. */
  async #gather(signal: AbortSignal): Promise<Message[]> {
    const { batchSize, batchingWindowSeconds } = this.#trigger;
    const batch = await this.#queue.receive(
      { count: batchSize, bytes: BATCH_LIMIT_BYTES, hold: true },
      POLL_MS,
      signal,
    );
    const until = Date.now() + Math.max(batchingWindowSeconds * 1000, GATHERING_MS);
    while (batch.length > 0 && batch.length < batchSize && Date.now() < until && !signal.aborted) {
      const rest = { count: batchSize - batch.length, bytes: BATCH_LIMIT_BYTES, hold: true };
      const more = await this.#queue.receive(rest, until - Date.now(), signal);
      batch.push(...more);
    }
    return batch;
  }

  /** Without those that match no filter: Lambda deletes them. */
  #filtered(batch: readonly Message[]): Message[] {
    const { filters } = this.#trigger;
    if (filters.length === 0) return [...batch];
    return batch.filter((message) => {
      const record = recordOfMessage(message, this.#queue, this.#region);
      if (filters.some((matches) => matches(record))) return true;
      this.#delete(message);
      return false;
    });
  }

  async #send(batch: readonly Message[]): Promise<void> {
    const { functionName, queueName, reportsFailures } = this.#trigger;
    const records = batch.map((message) => recordOfMessage(message, this.#queue, this.#region));
    try {
      const event = JSON.stringify({ Records: records });
      // As in Lambda, a batch is a trace of its own, with links to those of the messages.
      const report = await this.#functions.invoke(functionName, event, { trigger: `queue ${queueName}` });
      if (report.outcome !== 'ok') return;
      const sent = new Set(batch.map(({ id }) => id));
      const failed = reportsFailures ? failuresIn(report.response, sent) : new Set<string>();
      for (const message of batch) if (failed && !failed.has(message.id)) this.#delete(message);
    } catch {
      // The local Lambda is closing: the messages go with it.
    } finally {
      this.#queue.release(batch);
    }
  }

  #delete(message: Message): void {
    if (message.handle !== undefined) this.#queue.delete(message.handle);
  }
}
