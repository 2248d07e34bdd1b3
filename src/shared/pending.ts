/** What has to be waited for; undefined where all is done already: most flushes of a function never wait. */
export type Pending = Promise<void> | undefined;

/** Waits for all of them, if any has to be waited for, also where one fails: the others have time until they are done. */
export function together(pending: Iterable<Pending>): Pending {
  let only: Pending;
  let several: Promise<void>[] | undefined;
  for (const one of pending) {
    if (!one) continue;
    if (several) several.push(one);
    else if (only) several = [only, one];
    else only = one;
  }
  return several ? settled(several) : only;
}

async function settled(pending: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(pending);
  await Promise.all(pending);
}
