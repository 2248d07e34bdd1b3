import { causesOf } from './error-causes.js';
import type { ErrorDocument } from './runtime-client.js';

/** A failure of the runtime itself, under the names that Lambda's own runtime gives them. */
export class RuntimeError extends Error {
  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

/** What was thrown, in the form in which Lambda returns it. */
export function toErrorDocument(thrown: unknown): ErrorDocument {
  if (!(thrown instanceof Error) && !isErrorLike(thrown)) {
    return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
  }
  return {
    errorType: String(thrown.name || 'Error'),
    errorMessage: String(thrown.message),
    trace: typeof thrown.stack === 'string' ? thrown.stack.split('\n') : [],
    causes: causesOf(thrown),
  };
}

/** Errors of another realm are no instances of this one's Error. */
function isErrorLike(thrown: unknown): thrown is Error {
  return typeof thrown === 'object' && thrown !== null && 'name' in thrown && 'message' in thrown && 'stack' in thrown;
}
