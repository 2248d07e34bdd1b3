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
      return inPlaceOf(method, replace(method, name));
    }
    const method: unknown = descriptor?.value;
    assertMethod(method, String(contextOrKey));
    if (descriptor) descriptor.value = inPlaceOf(method, replace(method, String(contextOrKey)));
    return undefined;
  }
  return decorate;
}

/** What `reflect-metadata` adds to `Reflect`, if it is loaded. */
interface ReflectWithMetadata {
  getOwnMetadataKeys?(target: object): readonly unknown[];
  getOwnMetadata?(key: unknown, target: object): unknown;
  defineMetadata?(key: unknown, value: unknown, target: object): void;
}

/** Gives `standIn` what `original` has and others look for: name, length, what was put on it, what is known about it. */
export function inPlaceOf<Original extends AnyFunction>(original: Original, standIn: AnyFunction): Original {
  if (standIn !== original) {
    for (const key of Reflect.ownKeys(original)) {
      if (key === 'prototype' || key === 'arguments' || key === 'caller') continue;
      const property = Reflect.getOwnPropertyDescriptor(original, key);
      if (property) Reflect.defineProperty(standIn, key, property);
    }
    const metadata: typeof Reflect & ReflectWithMetadata = Reflect;
    for (const key of metadata.getOwnMetadataKeys?.(original) ?? []) {
      metadata.defineMetadata?.(key, metadata.getOwnMetadata?.(key, original), standIn);
    }
  }
  // What stands in for a function takes what it takes.
  return standIn as Original;
}

function assertMethod(candidate: unknown, name: string): asserts candidate is AnyFunction {
  if (typeof candidate !== 'function')
    throw new TypeError(`"${name}" is not a method: only methods can be decorated with this.`);
}
