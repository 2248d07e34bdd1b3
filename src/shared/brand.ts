/**
 * Marks the objects of a class for every copy of this package in the process, where `instanceof` knows only those of one
 * copy. The class has it as a getter, which is on the prototype, so that nothing of it is printed or compared:
 *
 * @example
 * const SEGMENT = brand('Segment');
 * class Segment { get [SEGMENT](): true { return true; } }
 */
export function brand(name: string): symbol {
  return Symbol.for(`otel-powertools.${name}`);
}

export function hasBrand(value: unknown, mark: symbol): value is object {
  return typeof value === 'object' && value !== null && mark in value;
}
