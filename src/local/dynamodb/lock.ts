/** Lets work run side by side, except for such as must be alone. */
export class Lock {
  readonly #shared = new Set<Promise<unknown>>();
  #exclusive: Promise<unknown> = Promise.resolve();

  /** Runs `work` beside other shared work, after whatever is alone. */
  async shared<T>(work: () => Promise<T>): Promise<T> {
    // One that comes while this waits is waited for as well.
    for (let seen = this.#exclusive; ; seen = this.#exclusive) {
      await seen;
      if (seen === this.#exclusive) break;
    }
    const running = work();
    const settled = running.catch(() => {}).finally(() => this.#shared.delete(settled));
    this.#shared.add(settled);
    return running;
  }

  /** Runs `work` when nothing else runs, and lets nothing else begin before it is over. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const before = this.#exclusive;
    const running = before.then(async () => {
      await Promise.all(this.#shared);
      return work();
    });
    this.#exclusive = running.catch(() => {});
    return running;
  }
}
