/** Any function: every function's parameters accept `never`. */
export type AnyFunction = (this: never, ...args: never[]) => unknown;

/**
 * A method decorator for both dialects: TypeScript's `experimentalDecorators`, which hand over a property descriptor,
 * and the standard ones, which hand over the method.
 */
export interface MethodDecorator {
  <Method extends AnyFunction>(method: Method, context: ClassMethodDecoratorContext): Method;
  <Method extends AnyFunction>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<Method>): void;
}

/** What takes a function's place: another one with its name and number of parameters. */
export type Replace = <Method extends AnyFunction>(method: Method, name: string) => Method;

/** A decorator that puts what `replace` makes of a method, and of its name, in the method's place. */
export const methodDecorator = (replace: Replace): MethodDecorator => {
  function decorate<Method extends AnyFunction>(method: Method, context: ClassMethodDecoratorContext): Method;
  function decorate<Method extends AnyFunction>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void;
  function decorate(
    methodOrTarget: object,
    contextOrKey: ClassMethodDecoratorContext | string | symbol,
    descriptor?: TypedPropertyDescriptor<AnyFunction>,
  ): unknown {
    if (typeof contextOrKey === 'object') return replace(methodOrTarget as AnyFunction, String(contextOrKey.name));
    if (!descriptor?.value)
      throw new TypeError(`"${String(contextOrKey)}" is not a method: only methods can be decorated with this.`);
    descriptor.value = replace(descriptor.value, String(contextOrKey));
    return undefined;
  }
  return decorate;
};
