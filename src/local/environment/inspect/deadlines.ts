/** Who looks at a function in a debugger is not to be interrupted: Lambda's longest time-out, for what is told the function. */
const LONGEST_MILLIS = 15 * 60 * 1000;

/** The time limits of one function's process. A debugger that attaches stops them all: somebody looks at the code. */
export class Deadlines {
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopped = false;

  /** Calls `passed` after `millis`, unless that is called off, or a debugger has attached. Returns what calls it off. */
  set(millis: number, passed: () => void): () => void {
    if (this.#stopped) return () => {};
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      passed();
    }, millis);
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  /** No limit passes from now on. */
  stop(): void {
    this.#stopped = true;
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }

  /** When a function that may take `millis` is told that it ends: milliseconds since the epoch. */
  endOf(millis: number): number {
    return Date.now() + (this.#stopped ? LONGEST_MILLIS : millis);
  }
}
