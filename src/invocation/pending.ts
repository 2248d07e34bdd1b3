/** What has to be waited for; undefined where all is done already: most flushes of a function never wait. */
export type Pending = Promise<void> | undefined;

/** Waits for all of them, if any has to be waited for. */
export const together = (pending: readonly Pending[]): Pending => {
  const promises = pending.filter((one) => one !== undefined);
  return promises.length > 1 ? Promise.all(promises).then(() => {}) : promises[0];
};
