import { type ItempotentFunctionOptions, makeIdempotent } from './make-idempotent.js';

type Method = (...args: never[]) => unknown;

/** A method decorator for standard decorators and for TypeScript's `experimentalDecorators`. */
export interface IdempotentDecorator {
  <M extends Method>(value: M, context: ClassMethodDecoratorContext): M;
  <M extends Method>(
    target: object,
    propertyKey: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): TypedPropertyDescriptor<M>;
}

/**
 * Makes a method run once for each key; see {@link makeIdempotent}. The method becomes asynchronous.
 *
 * @example
 * ```ts
 * class Lambda {
 *   @idempotent({ persistenceStore })
 *   public async handler(event: Payment, _context: Context): Promise<Receipt> { … }
 * }
 * ```
 */
export const idempotent = (options: ItempotentFunctionOptions<unknown[]>): IdempotentDecorator => {
  const decorate = (
    target: Method | object,
    _context: unknown,
    descriptor?: TypedPropertyDescriptor<Method>,
  ): Method | TypedPropertyDescriptor<Method> => {
    if (!descriptor) return wrap(target as Method, options);
    return descriptor.value ? { ...descriptor, value: wrap(descriptor.value, options) } : descriptor;
  };
  // The overloads say that a method keeps its type, which a function over both dialects cannot.
  return decorate as IdempotentDecorator;
};

const wrap = (method: Method, options: ItempotentFunctionOptions<unknown[]>): Method =>
  makeIdempotent(function (this: unknown, ...args: unknown[]): unknown {
    return Reflect.apply(method, this, args);
  }, options);
