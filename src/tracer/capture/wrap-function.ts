import type { AnyFunction } from '../../invocation/adapters/method-decorator.js';

/** A function with the name and length of `original`, and its type: `around` gives what the original would give. */
export function wrapFunction<Original extends AnyFunction>(
  original: Original,
  around: (run: () => unknown, args: readonly unknown[]) => unknown,
): Original {
  const wrapped: object = function (this: unknown, ...args: unknown[]): unknown {
    return around(() => Reflect.apply(original, this, args), args);
  };
  Object.defineProperties(wrapped, {
    name: { value: original.name, configurable: true },
    length: { value: original.length, configurable: true },
  });
  // It takes what the original takes, and passes it on.
  return wrapped as Original;
}
