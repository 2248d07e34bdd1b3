import { type MethodDecorator, methodDecorator } from '../invocation/adapters/method-decorator.js';
import { type ItempotentFunctionOptions, makeIdempotent } from './make-idempotent.js';

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
export function idempotent(options: ItempotentFunctionOptions<unknown[]>): MethodDecorator {
  return methodDecorator((method) =>
    makeIdempotent(function (this: unknown, ...args: unknown[]): unknown {
      return Reflect.apply(method, this, args);
    }, options),
  );
}
