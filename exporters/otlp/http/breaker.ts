const FAILURES_TO_OPEN = 3;
const FIRST_PAUSE_MILLIS = 1000;
const LONGEST_PAUSE_MILLIS = 60_000;

/**
 * Keeps the exports of a function from waiting for an endpoint that is not well: after three failures in a row it is left
 * alone, for a time that doubles, and then tried by one request that nobody waits for.
 *
 * Times are those of the clock on the wall, which goes on while an environment is frozen.
 */
export class Breaker {
  #failures = 0;
  #resumesAt = 0;
  #isProbing = false;

  /** What is to be done now: `send` and wait for the answer, `probe` without waiting, or `skip`. */
  next(): 'send' | 'probe' | 'skip' {
    if (this.#resumesAt === 0) return 'send';
    if (this.#isProbing || Date.now() < this.#resumesAt) return 'skip';
    this.#isProbing = true;
    return 'probe';
  }

  succeed(): void {
    this.#failures = 0;
    this.#resumesAt = 0;
    this.#isProbing = false;
  }

  fail(): void {
    this.#failures += 1;
    this.#isProbing = false;
    const excess = this.#failures - FAILURES_TO_OPEN;
    if (excess >= 0) this.pause(Math.min(LONGEST_PAUSE_MILLIS, FIRST_PAUSE_MILLIS * 2 ** excess));
  }

  /** Leaves the endpoint alone for as long as it asked for, but not for ever. */
  pause(millis: number): void {
    this.#resumesAt = Math.max(this.#resumesAt, Date.now() + Math.min(millis, LONGEST_PAUSE_MILLIS));
  }
}
