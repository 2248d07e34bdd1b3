import type { SchemaError } from './options.js';

/** One thing that is wrong with the data, in the form of Standard Schema. */
export interface Issue {
  readonly message: string;
  readonly path: readonly (string | number)[];
}

/** The issues of `data`, with the name of a missing or superfluous property at the end of the path. */
export const toIssues = (errors: readonly SchemaError[], data: unknown): Issue[] =>
  errors.map((error) => ({ message: error.message ?? error.keyword, path: pathOf(error, data) }));

const pathOf = (error: SchemaError, data: unknown): (string | number)[] => {
  let container: unknown = data;
  const path = segmentsOf(error).map((segment) => {
    const isIndex = Array.isArray(container);
    container = isIndex || isObject(container) ? Reflect.get(container as object, segment) : undefined;
    return isIndex ? Number(segment) : segment;
  });
  const property = namedProperty(error.params);
  return property === undefined ? path : [...path, property];
};

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

const segmentsOf = ({ instancePath }: SchemaError): string[] =>
  instancePath
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));

const namedProperty = (params: object): string | undefined => {
  const { missingProperty, additionalProperty } = params as { missingProperty?: unknown; additionalProperty?: unknown };
  const property = missingProperty ?? additionalProperty;
  return typeof property === 'string' ? property : undefined;
};

/**
 * The path without what only the data knows: a key that the schema does not name (the keys of a map can be e-mail
 * addresses) is `*`.
 */
export const safePath = (error: SchemaError, names: ReadonlySet<string>): string =>
  segmentsOf(error)
    .map((segment) => `/${names.has(segment) || /^\d+$/.test(segment) ? segment : '*'}`)
    .join('');

/** Every key in a schema: what of a path may be told. */
export const namesIn = (schema: unknown, names = new Set<string>()): Set<string> => {
  if (typeof schema !== 'object' || schema === null) return names;
  for (const [key, value] of Object.entries(schema)) {
    names.add(key);
    namesIn(value, names);
  }
  return names;
};
