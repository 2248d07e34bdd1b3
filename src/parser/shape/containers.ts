import type { InferOutput, StandardSchema } from '../../shared/standard-schema.js';
import { unexpected } from './scalars.js';
import { defineSchema, Reading, type Schema } from './schema.js';

/** A list, each item of which `item` reads. */
/* @__NO_SIDE_EFFECTS__ */
export function arrayOf<TItem extends StandardSchema>(item: TItem): Schema<InferOutput<TItem>[]> {
  return defineSchema((value, reading) => readItems(item, value, reading));
}

/** A list with something in it. */
/* @__NO_SIDE_EFFECTS__ */
export function nonEmptyArrayOf<TItem extends StandardSchema>(item: TItem): Schema<InferOutput<TItem>[]> {
  return defineSchema((value, reading) => {
    const items = readItems(item, value, reading);
    return items?.length === 0 ? reading.fail('too_small', 'expected an array of at least one item') : items;
  });
}

/** An object with any keys, each value of which `member` reads. */
/* @__NO_SIDE_EFFECTS__ */
export function recordOf<TMember extends StandardSchema>(
  member: TMember,
): Schema<Record<string, InferOutput<TMember>>> {
  return defineSchema((value, reading) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      return unexpected(reading, 'an object', value);
    }
    // It defines members, so that one named `__proto__` is data like any other.
    return Object.fromEntries(Object.entries(value).map(([key, found]) => [key, reading.at(key, member, found)]));
  });
}

/** What `schema` reads, or nothing: a member of an object that may be absent. */
/* @__NO_SIDE_EFFECTS__ */
export function optional<TSchema extends StandardSchema>(schema: TSchema): Schema<InferOutput<TSchema> | undefined> {
  return defineSchema((value, reading) => (value === undefined ? undefined : reading.read(schema, value)), true);
}

/** What `schema` reads, or `null`. */
/* @__NO_SIDE_EFFECTS__ */
export function nullable<TSchema extends StandardSchema>(schema: TSchema): Schema<InferOutput<TSchema> | null> {
  return defineSchema((value, reading) => (value === null ? null : reading.read(schema, value)));
}

/** What `schema` reads, or `null`, or nothing. */
/* @__NO_SIDE_EFFECTS__ */
export function nullish<TSchema extends StandardSchema>(
  schema: TSchema,
): Schema<InferOutput<TSchema> | null | undefined> {
  return defineSchema(
    (value, reading) => (value === undefined || value === null ? value : reading.read(schema, value)),
    true,
  );
}

/** What the first of the schemas reads that can. */
/* @__NO_SIDE_EFFECTS__ */
export function union<const TSchemas extends readonly StandardSchema[]>(
  ...schemas: TSchemas
): Schema<InferOutput<TSchemas[number]>> {
  return defineSchema((value, reading) => {
    for (const schema of schemas) {
      const attempt = new Reading(reading.path, reading.maxDecompressedBytes);
      const output = attempt.read(schema, value);
      if (attempt.issues.length === 0) return output;
    }
    return reading.fail('invalid_union', 'expected one of several shapes');
  });
}

/** What `change` makes of what `schema` reads. */
/* @__NO_SIDE_EFFECTS__ */
export function transformed<TSchema extends StandardSchema, TOutput>(
  schema: TSchema,
  change: (output: InferOutput<TSchema>, reading: Reading) => TOutput | undefined,
): Schema<TOutput> {
  return defineSchema((value, reading) => {
    const before = reading.issues.length;
    const output = reading.read(schema, value);
    return reading.issues.length > before ? undefined : change(output, reading);
  });
}

/** What `next` reads of what `schema` reads. */
/* @__NO_SIDE_EFFECTS__ */
export function piped<TNext extends StandardSchema>(schema: StandardSchema, next: TNext): Schema<InferOutput<TNext>> {
  return defineSchema((value, reading) => {
    const before = reading.issues.length;
    const output = reading.read(schema, value);
    return reading.issues.length > before ? undefined : reading.read(next, output);
  });
}

function readItems(item: StandardSchema, value: unknown, reading: Reading): unknown[] | undefined {
  if (!Array.isArray(value)) return unexpected(reading, 'an array', value);
  return value.map((found, index) => reading.at(index, item, found));
}
