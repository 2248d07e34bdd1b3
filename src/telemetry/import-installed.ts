/** Loads a package that the user may have installed. No bundler looks for it: the name is not known to it. */
export const importInstalled = (name: string): Promise<unknown> =>
  import(/* webpackIgnore: true */ /* @vite-ignore */ name);
