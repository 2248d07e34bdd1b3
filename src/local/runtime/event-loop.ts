let reached: (() => void) | undefined;

/** Has `whenEmpty` told of it, ahead of whatever the function's own code does then. */
export function watchEventLoop(): void {
  process.on('beforeExit', () => {
    const resolve = reached;
    reached = undefined;
    resolve?.();
  });
}

/** Resolves when nothing is left that could run. Who asks later takes the place of who asked before. */
export function whenEmpty(): Promise<void> {
  return new Promise((resolve) => {
    reached = resolve;
  });
}
