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

/**
 * A decorator that puts what `replace` makes of a method, and of its name, in the method's place. The types say that a
 * method keeps its own: what stands in for it takes what it takes, and returns what it returns, or a promise of it.
 */
export function methodDecorator(replace: (method: AnyFunction, name: string) => AnyFunction): MethodDecorator {
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
    if (typeof contextOrKey === 'object') {
      const name = String(contextOrKey.name);
      // Fields and accessors are decorated in the same way; the types forbid it, JavaScript does not.
      const method: unknown = contextOrKey.kind === 'method' ? methodOrTarget : undefined;
      assertMethod(method, name);
      return replace(method, name);
    }
    const method: unknown = descriptor?.value;
    assertMethod(method, String(contextOrKey));
    if (descriptor) descriptor.value = replace(method, String(contextOrKey));
    return undefined;
  }
  return decorate;
}

const assertMethod: (candidate: unknown, name: string) => asserts candidate is AnyFunction = (candidate, name) => {
  if (typeof candidate !== 'function')
    throw new TypeError(`"${name}" is not a method: only methods can be decorated with this.`);
};
