import { asMiddleware, type UtilityMiddleware } from '../invocation/adapters/as-middleware.js';
import { createValidator, type ValidatorOptions } from './validator.js';

export type { ValidatorOptions } from './validator.js';

/** A utility for `withPowertools(handler, { use: [...] })`, and a middleware for `middy(handler).use(...)`. */
export type ValidatorMiddleware = UtilityMiddleware;

/**
 * Validates the event before the handler, and its result after it. The handler gets the validated data as its event.
 *
 * @throws {SchemaCompilationError} at once, when a schema, a format or a reference is wrong.
 * @throws {SchemaValidationError} in an invocation, when the event or the result does not match.
 * @example
 * ```ts
 * export const handler = withPowertools(async (order: Order) => process(order), {
 *   use: [validator({ inboundSchema: orderSchema, envelope: EVENTBRIDGE })],
 * });
 * ```
 */
export function validator(options: ValidatorOptions): ValidatorMiddleware {
  return asMiddleware(createValidator(options));
}
