import type { StandardSchema, StandardSchemaIssue, StandardSchemaResult } from '../../shared/standard-schema.js';

type Validated = StandardSchemaResult<unknown>;

/** Validates, and gives what the schema gives: at once, or later. */
export async function validateValue(schema: StandardSchema, value: unknown): Promise<Validated> {
  return schema['~standard'].validate(value);
}

/**
 * Validates the parameters of a query. One that is there several times is a list of its values, and any other is a text;
 * where the schema refuses one as it is, it is asked about the other form: a list of one, or the last value.
 */
export async function validateQuery(schema: StandardSchema, query: URLSearchParams): Promise<Validated> {
  const lists = new Map<string, string[]>();
  for (const [name, value] of query) lists.set(name, [...(lists.get(name) ?? []), value]);
  const result = await validateValue(schema, valuesOf(lists, new Set()));
  const refused = new Set((result.issues ?? []).map(firstKeyOf).filter((name) => lists.has(name)));
  if (refused.size === 0) return result;
  const other = await validateValue(schema, valuesOf(lists, refused));
  return other.issues ? result : other;
}

/** Validates a body that is not there. To a schema of text, which no body is in JSON, that is an empty one. */
export async function validateAbsentBody(schema: StandardSchema, isJson: boolean): Promise<Validated> {
  const result = await validateValue(schema, undefined);
  if (!result.issues || isJson) return result;
  const empty = await validateValue(schema, '');
  return empty.issues ? result : empty;
}

function valuesOf(lists: ReadonlyMap<string, string[]>, other: ReadonlySet<string>): Record<string, string | string[]> {
  return Object.fromEntries(
    [...lists].map(([name, values]): [string, string | string[]] => {
      const asList = values.length > 1 !== other.has(name);
      return [name, asList ? [...values] : (values.at(-1) ?? '')];
    }),
  );
}

function firstKeyOf({ path }: StandardSchemaIssue): string {
  const [first] = path ?? [];
  return String(typeof first === 'object' ? first.key : first);
}
