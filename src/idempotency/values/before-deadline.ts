/** The longest that a timer can wait. */
const LONGEST_MS = 2 ** 31 - 1;

/**
 * Waits for something until the invocation ends: then nobody is there any more who could use it.
 *
 * @param work - Is not begun where no time is left. Its signal is aborted when the time is over.
 * @throws {Error} as a rejection, named `TimeoutError`: it did not come in time.
 */
export async function beforeDeadline<T>(
  what: string,
  deadline: number | undefined,
  work: (signal: AbortSignal | undefined) => Promise<T>,
): Promise<T> {
  if (deadline === undefined || deadline === Number.POSITIVE_INFINITY) return work(undefined);
  const left = deadline - Date.now();
  if (left <= 0) throw timeoutError(`The invocation has no time left for ${what}`);
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        const error = timeoutError(`The invocation had ${Math.round(left)} ms for ${what}, and that did not do`);
        controller.abort(error);
        reject(error);
      },
      Math.min(left, LONGEST_MS),
    );
  });
  try {
    return await Promise.race([work(controller.signal), late]);
  } finally {
    clearTimeout(timer);
  }
}

function timeoutError(message: string): Error {
  return Object.assign(new Error(message), { name: 'TimeoutError' });
}
