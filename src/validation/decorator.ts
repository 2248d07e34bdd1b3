import { asDecorator } from '../invocation/adapters/as-decorator.js';
import type { MethodDecorator } from '../invocation/adapters/method-decorator.js';
import { createValidator, type ValidatorOptions } from './validator.js';

export type { MethodDecorator } from '../invocation/adapters/method-decorator.js';
export type { ValidatorOptions } from './validator.js';

/**
 * Validates the first argument of a method before it runs, and its result after it. The method gets the validated data as
 * its first argument, and becomes asynchronous.
 *
 * @throws {SchemaCompilationError} at once, when a schema, a format or a reference is wrong.
 * @throws {SchemaValidationError} as a rejection, when the argument or the result does not match.
 * @example
 * ```ts
 * class Lambda {
 *   @validator({ inboundSchema, outboundSchema })
 *   public async handler(order: Order, _context: Context): Promise<Receipt> { … }
 * }
 * ```
 */
export function validator(options: ValidatorOptions): MethodDecorator {
  return asDecorator(createValidator(options));
}
