/** What became of a task that was given a time budget. */
export type WithinBudget = 'done' | 'late';

/**
 * Waits for `task`, but no longer than `millis`. The timer never keeps the process alive; a task that comes late goes on
 * by itself. Rejections of the task are the task's to report.
 */
export const withinBudget = (task: Promise<unknown>, millis: number): Promise<WithinBudget> =>
  new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, millis, 'late');
    timer.unref();
    task.then(
      () => {
        clearTimeout(timer);
        resolve('done');
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
