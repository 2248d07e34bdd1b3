import type { Utility } from '../invocation/utility.js';
import { createChecks, type ValidatorOptions } from './validator.js';

export type { ValidatorOptions } from './validator.js';

/** What is used of a Middy request. */
export interface ValidatorRequest {
  event: unknown;
  response: unknown;
}

/** A utility for `withPowertools(handler, { use: [...] })`, and a middleware for `middy(handler).use(...)`. */
export interface ValidatorMiddleware extends Utility {
  before(request: ValidatorRequest): void;
  after(request: ValidatorRequest): void;
}

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
  const { inbound, outbound } = createChecks(options);
  return {
    name: 'validation',
    async wrap(invocation, next) {
      if (inbound) invocation.event = inbound(invocation.event);
      const result = await next();
      return outbound ? outbound(result) : result;
    },
    before(request) {
      if (inbound) request.event = inbound(request.event);
    },
    after(request) {
      if (outbound) request.response = outbound(request.response);
    },
  };
}
