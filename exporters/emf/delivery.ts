import { diag } from '@opentelemetry/api';

/** Writes one line; whether the operating system has it, or a promise of that. */
export type WriteLine = (line: string) => boolean | Promise<boolean>;

export interface Delivery {
  /** Writes lines in order, those that failed before first. */
  send(lines: readonly string[]): boolean | Promise<boolean>;
  /** Tries again what failed, and waits for what is on its way. */
  flush(): Promise<boolean>;
  /** Lines given up. */
  readonly dropped: number;
}

/**
 * Keeps lines that could not be written for the next time: the SDK's delta is gone once it was collected, and it never
 * asks again. At most `maxUnsent` characters are kept; the oldest lines are given up first.
 */
export const createDelivery = (write: WriteLine, maxUnsent = 1_048_576): Delivery => {
  const unsent: string[] = [];
  let unsentLength = 0;
  let dropped = 0;
  let pending: Promise<boolean> | undefined;

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
    const [only] = lines;
    if (only !== undefined && lines.length === 1 && unsent.length === 0) {
      const outcome = attempt(only);
      if (typeof outcome !== 'boolean') pending = outcome;
      return outcome;
    }
    const batch = [...unsent.splice(0), ...lines];
    unsentLength = 0;
    const outcomes = batch.map(attempt);
    const later = outcomes.filter((outcome) => typeof outcome !== 'boolean');
    const written = !outcomes.includes(false);
    if (later.length === 0) return written;
    const all = Promise.all(later).then((settled) => written && !settled.includes(false));
    pending = all;
    return all;
  };

  return {
    send,
    async flush() {
      await pending;
      return send([]);
    },
    get dropped() {
      return dropped;
    },
  };
};
