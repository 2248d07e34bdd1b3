import { maskText } from '../../shared/secrets/mask-secrets.js';
import { asArray, asObject, asText, attempt } from '../../shared/unknown.js';

export interface ErrorDescription {
  readonly type: string;
  readonly message: string;
  /**
   * The stacks of the error, of its causes, each after a line `Caused by: <type>: <message>`, and of the errors that it
   * gathers, each after a line `[errors][<index>]: <type>: <message>`.
   */
  readonly stacktrace: string | undefined;
}

// A chain may be circular, or made by a hand that did not stop.
const ERROR_LIMIT = 10;

/**
 * Describes anything that was thrown. Nothing is thrown here, whatever its getters do.
 *
 * @param maskSecrets - Whether passwords in connection strings and what else is a secret in a text is masked.
 */
export function describeError(error: unknown, maskSecrets = true): ErrorDescription {
  const seen = new Set<unknown>();
  const stacktrace = asText(
    stacksOf(error, seen)
      .filter((stack) => stack !== '')
      .join('\n'),
  );
  const message = messageOf(error);
  return {
    type: errorTypeOf(error),
    message: maskSecrets ? maskText(message) : message,
    stacktrace: stacktrace !== undefined && maskSecrets ? maskText(stacktrace) : stacktrace,
  };
}

/** As `errorTypeOf`; of an error that gathers others, their type where all of them have the same. */
export function commonErrorTypeOf(error: unknown): string {
  return commonOf(gatheredBy(error), errorTypeOf) ?? errorTypeOf(error);
}

/** The `code` of an error; of one that gathers others, theirs where all of them have the same. */
export function commonErrorCodeOf(error: unknown): string | undefined {
  const gathered = gatheredBy(error);
  return gathered.length > 0 ? commonOf(gathered, codeOf) : codeOf(error);
}

/** The name of an error's class, or the type of what was thrown instead of one. */
function errorTypeOf(error: unknown): string {
  const read = attempt(() => asText(asObject(error)?.name) ?? asText(asObject(error)?.constructor?.name));
  return read ?? typeof error;
}

/** The stack of an error, then those of its causes and of the errors that it gathers. */
function stacksOf(error: unknown, seen: Set<unknown>): string[] {
  seen.add(error);
  const stacks = [stackOf(error) ?? ''];
  const add = (introduction: string, next: unknown): void => {
    if (next === undefined || seen.has(next) || seen.size >= ERROR_LIMIT) return;
    const [own, ...others] = stacksOf(next, seen);
    stacks.push(`${introduction}: ${own || `${errorTypeOf(next)}: ${messageOf(next)}`}`, ...others);
  };
  add(
    'Caused by',
    attempt(() => asObject(error)?.cause),
  );
  const gathered = gatheredBy(error);
  for (const [index, one] of gathered.entries()) {
    if (seen.size >= ERROR_LIMIT) {
      stacks.push(`[errors]: ${gathered.length - index} more`);
      break;
    }
    add(`[errors][${index}]`, one);
  }
  return stacks;
}

/** The errors of an AggregateError, of `Promise.any` or a connection to a host of several addresses. */
function gatheredBy(error: unknown): readonly unknown[] {
  const errors = attempt(() => asArray(asObject(error)?.errors));
  // Others call by that name what is wrong with an input.
  return errors && attempt(() => errors.slice(0, 1_000).every(isErrorLike)) ? errors : [];
}

function isErrorLike(value: unknown): boolean {
  return value instanceof Error || typeof asObject(value)?.stack === 'string';
}

function commonOf(errors: readonly unknown[], read: (error: unknown) => string | undefined): string | undefined {
  const [first, ...others] = errors;
  const common = first === undefined ? undefined : read(first);
  return others.every((error) => read(error) === common) ? common : undefined;
}

/** An AggregateError of Node's own has no message: those of its errors say what happened. */
function messageOf(error: unknown): string {
  const own = attempt(() => {
    const message = asObject(error)?.message;
    return typeof message === 'string' ? message : String(error);
  });
  if (own === undefined) return 'The message could not be read.';
  const gathered = own === '' ? gatheredBy(error) : [];
  return gathered.length === 0 ? own : [...new Set(gathered.slice(0, ERROR_LIMIT).map(plainMessageOf))].join('; ');
}

function plainMessageOf(error: unknown): string {
  return attempt(() => asText(asObject(error)?.message)) ?? errorTypeOf(error);
}

function stackOf(error: unknown): string | undefined {
  return attempt(() => asText(asObject(error)?.stack));
}

function codeOf(error: unknown): string | undefined {
  return attempt(() => asText(asObject(error)?.code));
}
