import { asMiddleware, type UtilityMiddleware } from '../invocation/adapters/as-middleware.js';
import { currentInvocation, processInvocation } from '../invocation/scope.js';
import { type IdempotencyOptions, Operation } from './operation.js';

export type { IdempotencyOptions } from './operation.js';

/** A utility for `withPowertools(handler, { use: [...] })`, and a middleware for `middy(handler).use(...)`. */
export type IdempotencyMiddleware = UtilityMiddleware;

/**
 * Makes a handler run once for each key; see {@link makeIdempotent}. The payload is the event.
 *
 * @example
 * ```ts
 * export const handler = withPowertools(async (event: Payment) => charge(event), {
 *   use: [makeHandlerIdempotent({ persistenceStore, config: new IdempotencyConfig({ eventKeyJmesPath: 'payment_id' }) })],
 * });
 * ```
 */
export function makeHandlerIdempotent(options: IdempotencyOptions): IdempotencyMiddleware {
  const operation = new Operation(options);
  return asMiddleware({
    name: 'idempotency',
    wrap({ event, lambdaContext, deadline }, next) {
      // Functions that the handler calls have no Invocation to ask for the deadline.
      if (currentInvocation() === processInvocation() && lambdaContext && deadline !== undefined) {
        operation.config.registerLambdaContext(lambdaContext);
      }
      return operation.run(event, { deadline }, next);
    },
  });
}
