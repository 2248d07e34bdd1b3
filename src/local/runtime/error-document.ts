import { types } from 'node:util';
import { causesOf } from './error-causes.js';
import type { Generation } from './generation.js';
import type { ErrorDocument } from './runtime-client.js';

/** A failure of the runtime itself, under the names that Lambda's own runtime gives them. */
export class RuntimeError extends Error {
  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

const UNREADABLE =
  'callback called with Error argument, but there was a problem while retrieving one or more of its message, name, and stack';

/** What was thrown, in the form in which Lambda returns it. */
export function toErrorDocument(thrown: unknown, generation: Generation): ErrorDocument {
  try {
    // Errors of another realm are no instances of this one's Error: the runtime from Node.js 24 on takes them for objects.
    const isError =
      thrown instanceof Error || (generation === 3 && (types.isNativeError(thrown) || isErrorLike(thrown)));
    if (!isError) return { errorType: typeof thrown, errorMessage: String(thrown), trace: [] };
    return {
      errorType: String(thrown.name || 'Error'),
      errorMessage: String(thrown.message),
      trace: typeof thrown.stack === 'string' ? thrown.stack.split('\n') : [],
      causes: causesOf(thrown),
    };
  } catch (error) {
    // An object that cannot become text ends the runtime from Node.js 24 on; the one before reports why it cannot.
    if (!(thrown instanceof Error) && generation === 4) throw error;
    if (!(thrown instanceof Error)) return toErrorDocument(error, generation);
    // A getter that throws.
    return { errorType: 'handled', errorMessage: UNREADABLE, trace: [] };
  }
}

function isErrorLike(thrown: unknown): thrown is Error {
  if (typeof thrown !== 'object' || thrown === null) return false;
  return ['name', 'message', 'stack'].every((member) => {
    const value: unknown = Reflect.get(thrown, member);
    return typeof value === 'string' && value !== '';
  });
}
