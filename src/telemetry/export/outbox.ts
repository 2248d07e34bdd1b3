import type { FlushReason, Invocation } from '../../invocation/invocation.js';
import type { Run } from '../../invocation/run-invocation.js';
import { type Pending, together } from '../../shared/pending.js';
import { warnOnce } from '../../shared/process-state.js';
import { approximateBytes } from './approximate-bytes.js';
import type { Exported, ExporterOf } from './export.js';
import type { InternalExtension } from './internal-extension.js';

/** What goes to one exporter, in the order in which it came. */
export interface Parcel<TItems = unknown> {
  readonly exporter: ExporterOf<TItems>;
  readonly exported: Exported;
  readonly parts: TItems[];
  /** What follows the export, such as a flush of the exporter. */
  readonly after: ((exporter: ExporterOf<TItems>) => Pending) | undefined;
}

/** How much is kept at most, and for how long, before it is sent. */
export interface BatchLimits {
  readonly millis: number;
  readonly bytes: number;
}

export interface OutboxOptions {
  readonly extension: InternalExtension;
  /** The invocations that run. */
  readonly runs: () => readonly Run[];
  /** Exports at once. */
  readonly send: (parcel: Parcel) => Pending;
  /** Undefined where everything is sent after each invocation. */
  readonly batch: BatchLimits | undefined;
}

/** So many items go without waiting for the end of the invocation: one without end must not fill the memory. */
const MOST_ITEMS = 4096;

/** Keeps what network exporters are to export until the runtime has answered, or a batch is complete. */
export class Outbox {
  readonly #options: OutboxOptions;
  readonly #parcels = new Map<object, Parcel>();
  #items = 0;
  #sentAt = Date.now();

  constructor(options: OutboxOptions) {
    this.#options = options;
  }

  put<TItems>(item: Omit<Parcel<TItems>, 'parts'>, part: TItems): void {
    // Under an exporter there is only ever what it takes.
    const found = this.#parcels.get(item.exporter) as Parcel<TItems> | undefined;
    if (found) found.parts.push(part);
    else this.#parcels.set(item.exporter, { ...item, parts: [part] } as Parcel<TItems> as Parcel);
    this.#items += Array.isArray(part) ? part.length : 1;
    if (this.#items > MOST_ITEMS) void this.sendAll();
  }

  /**
   * The invocation was flushed: sends what there is, now or after the answer. Gives what has to be waited for.
   *
   * @param bounded - Keeps within the budget of a flush. Never rejects.
   */
  release(invocation: Invocation, reason: FlushReason, bounded: (sending: Promise<void>) => Promise<void>): Pending {
    const send = (): Pending => {
      const sending = this.sendAll();
      return sending && bounded(sending);
    };
    if (reason === 'deadline' || reason === 'exit') return send();
    const requestId = invocation.lambdaContext?.awsRequestId;
    const others = this.#options.runs().filter((run) => run.invocation !== invocation);
    // Of a wrapper within a wrapper: the outer one ends the invocation.
    if (others.some((run) => requestId === undefined || run.invocation.lambdaContext?.awsRequestId === requestId)) {
      return undefined;
    }
    if (others.length > 0) {
      warnOnce('overlapping invocations', OVERLAPPING);
      return send();
    }
    const { extension, batch } = this.#options;
    const work = batch ? () => (this.#isDue(batch) ? send() : undefined) : send;
    return requestId !== undefined && extension.answered(requestId, work) ? undefined : send();
  }

  #isDue({ millis, bytes }: BatchLimits): boolean {
    if (Date.now() - this.#sentAt >= millis) return true;
    let sum = 0;
    for (const { parts } of this.#parcels.values()) {
      for (const part of parts) sum += approximateBytes(part);
    }
    return sum >= bytes;
  }

  /** Sends what there is, whatever the mode. */
  sendAll(): Pending {
    this.#sentAt = Date.now();
    this.#items = 0;
    if (this.#parcels.size === 0) return undefined;
    const parcels = [...this.#parcels.values()];
    this.#parcels.clear();
    return together(parcels.map(this.#options.send));
  }
}

const OVERLAPPING =
  'invocations overlap in this process: Lambda tells no extension of them. While they do, they are exported before the answer.';
