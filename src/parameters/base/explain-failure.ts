import { GetParameterError } from '../errors.js';
import type { StoreDescription } from './types.js';

/** The error for the caller: what was to be read from where, why it was not, and what the function's role needs. */
export function getFailure(
  what: string,
  { title }: StoreDescription,
  needed: string | undefined,
  cause: unknown,
): Error {
  if (isOwnError(cause)) return cause;
  const reason = `Unable to get ${what} from ${title}: ${reasonOf(cause)}`;
  return new GetParameterError(withAdvice(reason, cause, needed), { cause });
}

/** The message, and what the function's role lacks where that is the reason. */
export function withAdvice(message: string, cause: unknown, needed: string | undefined): string {
  if (!(cause instanceof Error) || !/AccessDenied|Unauthorized|NotAuthorized/i.test(cause.name)) return message;
  // AWS names what it has denied, which is kms:Decrypt where only the key is not the function's.
  const [, denied] = /not authorized to perform: ([\w-]+:\w+)/.exec(cause.message) ?? [];
  const permission = denied ?? needed;
  return permission ? `${message.replace(/\.$/, '')}. The function's role needs ${permission}` : message;
}

/** Some errors of AWS have no text, and the SDK gives them one that says nothing. */
function reasonOf(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return cause.message === '' || cause.message === 'UnknownError' ? cause.name : cause.message;
}

// By name: a provider of the user's may have the classes from another copy of this package.
function isOwnError(error: unknown): error is Error {
  return error instanceof Error && /^(GetParameter|ParameterNotFound|TransformParameter)Error$/.test(error.name);
}
