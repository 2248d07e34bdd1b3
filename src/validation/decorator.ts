import { createChecks, type ValidatorOptions } from './validator.js';

export type { ValidatorOptions } from './validator.js';

type Method = (...args: never[]) => unknown;

/** A method decorator for standard decorators and for TypeScript's `experimentalDecorators`. */
export interface ValidatorDecorator {
  <M extends Method>(value: M, context: ClassMethodDecoratorContext): M;
  <M extends Method>(
    target: object,
    propertyKey: string | symbol,
    descriptor: TypedPropertyDescriptor<M>,
  ): TypedPropertyDescriptor<M>;
}

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
export const validator = (options: ValidatorOptions): ValidatorDecorator => {
  const { inbound, outbound } = createChecks(options);

  const validated = (method: Method): Method => {
    if (!inbound && !outbound) return method;
    return async function (this: unknown, ...args: unknown[]): Promise<unknown> {
      if (inbound) args[0] = inbound(args[0]);
      const result = await Reflect.apply(method, this, args);
      return outbound ? outbound(result) : result;
    };
  };

  const decorate = (
    target: Method | object,
    _context: unknown,
    descriptor?: TypedPropertyDescriptor<Method>,
  ): Method | TypedPropertyDescriptor<Method> => {
    if (!descriptor) return validated(target as Method);
    return descriptor.value ? { ...descriptor, value: validated(descriptor.value) } : descriptor;
  };
  // The overloads say that a method keeps its type, which a function over both dialects cannot.
  return decorate as ValidatorDecorator;
};
