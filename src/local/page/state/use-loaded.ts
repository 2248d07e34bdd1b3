import { useEffect, useState } from 'preact/hooks';
import { getJson, messageOf } from './api.js';

export interface Loaded<T> {
  readonly value: T | undefined;
  readonly problem: string | undefined;
}

/** Loads from `path`, and again when it or `version` changes; the old value stays until the new one is there. */
export function useLoaded<T>(path: string | undefined, version: unknown = 0): Loaded<T> {
  const [loaded, setLoaded] = useState<Loaded<T> & { readonly path: string | undefined }>({
    value: undefined,
    problem: undefined,
    path: undefined,
  });
  useEffect(() => {
    if (path === undefined) return;
    const leaving = new AbortController();
    getJson<T>(path, leaving.signal).then(
      (value) => setLoaded({ value, problem: undefined, path }),
      (error: unknown) => {
        if (!leaving.signal.aborted) setLoaded({ value: undefined, problem: messageOf(error), path });
      },
    );
    return () => leaving.abort();
  }, [path, version]);
  return loaded.path === path ? loaded : { value: undefined, problem: undefined };
}

/** `value`, at most once in `millis` milliseconds, and at last the newest. */
export function useThrottled<T>(value: T, millis: number): T {
  const [shown, setShown] = useState({ value, time: 0 });
  useEffect(() => {
    const wait = Math.max(0, shown.time + millis - performance.now());
    const timer = setTimeout(() => setShown({ value, time: performance.now() }), wait);
    return () => clearTimeout(timer);
  }, [value, millis]);
  return shown.value;
}
