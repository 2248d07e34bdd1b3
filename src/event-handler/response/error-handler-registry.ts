import type { ErrorHandler } from './error-handling.js';

/** A class of errors, however it is constructed; it may be abstract. */
export type ErrorConstructor<TError extends Error = Error> = abstract new (...args: never[]) => TError;

/** The error handlers of a router, by class. */
export class ErrorHandlerRegistry {
  readonly #byClass = new Map<ErrorConstructor, ErrorHandler<never>>();
  readonly #warn: (message: string) => void;

  /** @param warn - Is told when a handler takes the place of another. */
  constructor(warn: (message: string) => void) {
    this.#warn = warn;
  }

  /** Has `handler` make the response to errors of a class, or of several. */
  register<TError extends Error>(
    type: ErrorConstructor<TError> | readonly ErrorConstructor<TError>[],
    handler: ErrorHandler<TError>,
  ): void;
  register(type: ErrorConstructor | readonly ErrorConstructor[], handler: ErrorHandler<never>): void;
  register(type: ErrorConstructor | readonly ErrorConstructor[], handler: ErrorHandler<never>): void {
    for (const one of typeof type === 'function' ? [type] : type) {
      if (this.#byClass.has(one)) this.#warn(`There was an error handler for ${one.name}; this one replaces it.`);
      this.#byClass.set(one, handler);
    }
  }

  /** The handler for an error; null if there is none. */
  resolve(error: Error): ErrorHandler<never> | null {
    return this.find(error) ?? null;
  }

  /** Takes over the handlers of another router, which win. */
  merge(other: ErrorHandlerRegistry): void {
    for (const [type, handler] of other.#byClass) this.register(type, handler);
  }

  /** The handler of the error's own class or the nearest above it; else, for a second copy of a library, one of its name. */
  find(error: Error): ErrorHandler<never> | undefined {
    for (let proto: unknown = Object.getPrototypeOf(error); proto; proto = Object.getPrototypeOf(proto)) {
      const handler = this.#byClass.get((proto as { constructor: ErrorConstructor }).constructor);
      if (handler) return handler;
    }
    for (const [type, handler] of this.#byClass) {
      if (type.name === error.name) return handler;
    }
    return undefined;
  }
}
