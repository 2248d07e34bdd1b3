import type { SchemaError } from './options.js';

/** One thing that is wrong with the data, in the form of Standard Schema. */
export interface Issue {
  /** What is wrong, in words. */
  readonly message: string;
  /** The keys and indexes that lead to the value. */
  readonly path: readonly (string | number)[];
}

/** The issues of `data`, with the name of a missing or superfluous property at the end of the path. */
export function toIssues(errors: readonly SchemaError[], data: unknown): Issue[] {
  return errors.map((error) => ({ message: error.message ?? error.keyword, path: pathOf(error, data) }));
}

/**
 * The path without what only the data knows: a key that the schema does not name (the keys of a map can be e-mail
 * addresses) is `*`. The data itself is `/`.
 */
export function safePath(error: SchemaError, data: unknown, names: ReadonlySet<string>): string {
  const safe = pathInto(error, data).map((segment) =>
    typeof segment === 'number' || names.has(segment) ? segment : '*',
  );
  return `/${safe.join('/')}`;
}

/** Every key in a schema: what of a path may be told. */
export function namesIn(schema: unknown, names = new Set<string>()): Set<string> {
  if (typeof schema !== 'object' || schema === null) return names;
  for (const [key, value] of Object.entries(schema)) {
    names.add(key);
    namesIn(value, names);
  }
  return names;
}

function pathOf(error: SchemaError, data: unknown): (string | number)[] {
  const path = pathInto(error, data);
  const property = namedProperty(error.params);
  return property === undefined ? path : [...path, property];
}

/** The segments of the error's JSON Pointer: a number where it is the index of a list. */
function pathInto({ instancePath }: SchemaError, data: unknown): (string | number)[] {
  let container: unknown = data;
  return instancePath
    .split('/')
    .slice(1)
    .map((escaped) => {
      const segment = escaped.replaceAll('~1', '/').replaceAll('~0', '~');
      const isIndex = Array.isArray(container);
      container = typeof container === 'object' && container !== null ? Reflect.get(container, segment) : undefined;
      return isIndex ? Number(segment) : segment;
    });
}

function namedProperty(params: object): string | undefined {
  const { missingProperty, additionalProperty } = params as { missingProperty?: unknown; additionalProperty?: unknown };
  const property = missingProperty ?? additionalProperty;
  return typeof property === 'string' ? property : undefined;
}
