/** Loads a package that the user may have installed. No bundler looks for it: the name is not known to it. */
export function importInstalled(name: string): Promise<unknown> {
  return import(/* webpackIgnore: true */ /* @vite-ignore */ name);
}
