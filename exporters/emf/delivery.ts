import { diag } from '@opentelemetry/api';

/** Writes one line; whether the operating system has it, or a promise of that. */
export type WriteLine = (line: string) => boolean | Promise<boolean>;

export interface Delivery {
  /** Writes lines in order, those that failed before first. */
  send(lines: readonly string[]): boolean | Promise<boolean>;
  /** Tries again what failed, and waits for what is on its way. */
  flush(): Promise<void>;
  /** Whether nothing is on its way, or waits to be tried again. */
  readonly isIdle: boolean;
  /** Lines given up. */
  readonly dropped: number;
}

/**
 * Keeps lines that could not be written for the next time: the SDK's delta is gone once it was collected, and it never
 * asks again. At most `maxUnsent` characters are kept; the oldest lines are given up first.
 */
export function createDelivery(write: WriteLine, maxUnsent = 1_048_576): Delivery {
  let unsent: string[] = [];
  let unsentLength = 0;
  let dropped = 0;
  /** What is on its way. */
  let pending: Promise<void> | undefined;

  const keep = (line: string): void => {
    unsent.push(line);
    unsentLength += line.length;
    while (unsentLength > maxUnsent) {
      unsentLength -= unsent.shift()?.length ?? unsentLength;
      dropped += 1;
      if (dropped === 1) {
        diag.error('otel-powertools: the output does not take metrics; lines were dropped. Further ones are counted.');
      }
    }
  };

  const attempt = (line: string): boolean | Promise<boolean> => {
    const settle = (written: boolean): boolean => {
      if (!written) keep(line);
      return written;
    };
    try {
      const written = write(line);
      return typeof written === 'boolean' ? settle(written) : written.then(settle, () => settle(false));
    } catch {
      return settle(false);
    }
  };

  const send = (lines: readonly string[]): boolean | Promise<boolean> => {
    const batch = unsent.length > 0 ? [...unsent, ...lines] : lines;
    unsent = [];
    unsentLength = 0;
    const outcomes = batch.map(attempt);
    if (outcomes.every((outcome) => typeof outcome === 'boolean')) return !outcomes.includes(false);
    const written = Promise.all(outcomes).then((settled) => !settled.includes(false));
    pending = Promise.all([pending, written]).then(() => {});
    return written;
  };

  const finish = async (): Promise<void> => {
    const waited = pending;
    await waited;
    if (pending === waited) pending = undefined;
    await send([]);
  };

  return {
    send,
    flush: finish,
    get isIdle() {
      return !pending && unsent.length === 0;
    },
    get dropped() {
      return dropped;
    },
  };
}
