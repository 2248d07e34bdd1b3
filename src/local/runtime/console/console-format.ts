import { format } from 'node:util';

/** One call of a method of `console`, and the invocation that it was made in. */
export interface ConsoleCall {
  readonly level: string;
  readonly requestId: string | undefined;
  readonly tenantId: string | undefined;
  readonly message: unknown;
  readonly more: readonly unknown[];
}

/** As Lambda's runtimes write it where the log format is text: one line, with tabs between time, request id, level and text. */
export function textLine({ level, requestId, message, more }: ConsoleCall): string {
  return `${new Date().toISOString()}\t${requestId}\t${level}\t${format(message, ...more)}`.replaceAll('\n', '\r');
}

/** As Lambda's runtimes write it where the log format is JSON. */
export function jsonLine({ level, requestId, tenantId, message, more }: ConsoleCall): string {
  const line = { timestamp: new Date().toISOString(), level, requestId, ...(tenantId && { tenantId }) };
  if (more.length === 0) return whole(line, message);
  const error = more.find((value) => value instanceof Error);
  const text = { ...line, message: format(message, ...more), ...(error && errorMembers(error)) };
  return JSON.stringify(text).replaceAll('\n', '\r');
}

/** A message alone is in the line as what it is, not as text. */
function whole(line: object, message: unknown): string {
  try {
    return JSON.stringify({ ...line, message }, (_key, value: unknown) =>
      value instanceof Error ? { ...errorMembers(value), ...value } : value,
    );
  } catch {
    // A circle, or a bigint.
    return JSON.stringify({ ...line, message: format(message) });
  }
}

function errorMembers(error: Error): object {
  return {
    errorType: error.constructor?.name ?? 'UnknownError',
    errorMessage: error.message,
    stackTrace: typeof error.stack === 'string' ? error.stack.split('\n') : [],
  };
}
