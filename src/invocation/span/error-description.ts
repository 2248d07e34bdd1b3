import { asObject, asText, attempt } from '../../shared/unknown.js';

export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  /** The stacks of the error and of its causes, each cause after a line `Caused by: <type>: <message>`. */
  readonly stacktrace: string | undefined;
}

// A chain may be circular, or made by a hand that did not stop.
const CAUSE_LIMIT = 10;

/** Describes anything that was thrown. Nothing is thrown here, whatever its getters do. */
export function describeError(error: unknown): ErrorDescription {
  const stacks: string[] = [];
  const seen = new Set<unknown>();
  for (let next = error; next !== undefined && !seen.has(next) && seen.size < CAUSE_LIMIT; next = causeOf(next)) {
    seen.add(next);
    const stack = stackOf(next);
    if (stacks.length > 0) stacks.push(`Caused by: ${stack ?? `${errorTypeOf(next)}: ${messageOf(next)}`}`);
    else stacks.push(stack ?? '');
  }
  return {
    type: errorTypeOf(error),
    message: messageOf(error),
    stacktrace: asText(stacks.filter((stack) => stack !== '').join('\n')),
  };
}

/** The name of an error's class, or the type of what was thrown instead of one. */
export function errorTypeOf(error: unknown): string {
  const read = attempt(() => asText(asObject(error)?.name) ?? asText(asObject(error)?.constructor?.name));
  return read ?? typeof error;
}

function messageOf(error: unknown): string {
  return (
    attempt(() => {
      const message = asObject(error)?.message;
      return typeof message === 'string' ? message : String(error);
    }) ?? 'The message could not be read.'
  );
}

function stackOf(error: unknown): string | undefined {
  return attempt(() => asText(asObject(error)?.stack));
}

function causeOf(error: unknown): unknown {
  return attempt(() => asObject(error)?.cause);
}
