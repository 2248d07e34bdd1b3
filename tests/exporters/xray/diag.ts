import { DiagLogLevel, diag } from '@opentelemetry/api';

/** What is reported through `diag` until disposed. */
export const diagLines = (): Disposable & { readonly lines: string[] } => {
  const lines: string[] = [];
  const add = (message: string): void => {
    lines.push(message);
  };
  const ignore = (): void => undefined;
  diag.setLogger({ error: add, warn: add, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN);
  return { lines, [Symbol.dispose]: () => diag.disable() };
};
