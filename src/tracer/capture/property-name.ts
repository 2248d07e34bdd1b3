import { asObject, attempt } from '../../shared/unknown.js';

/** The name of the property under which `holder`, or what it inherits from, has a function. Runs no getter. */
export function propertyNameOf(holder: unknown, method: unknown): string | undefined {
  return attempt(() => {
    let object: object | null = typeof holder === 'function' ? holder : (asObject(holder) ?? null);
    for (; object !== null && object !== Object.prototype; object = Object.getPrototypeOf(object)) {
      for (const key of Reflect.ownKeys(object)) {
        if (Reflect.getOwnPropertyDescriptor(object, key)?.value === method) return String(key);
      }
    }
    return undefined;
  });
}
