import type { InferOutput, StandardSchema } from '../../shared/standard-schema.js';
import { unexpected } from './scalars.js';
import { defineSchema, mayBeAbsent, type Reading, type Schema } from './schema.js';

/** The members of an object, each with the schema that reads it. */
export type Shape = Readonly<Record<string, StandardSchema>>;

type MayBeAbsent<TOutput> = unknown extends TOutput ? false : undefined extends TOutput ? true : false;

type OptionalKeys<TShape extends Shape> = {
  [TKey in keyof TShape]: MayBeAbsent<InferOutput<TShape[TKey]>> extends true ? TKey : never;
}[keyof TShape];

type Flat<T> = { [TKey in keyof T]: T[TKey] };

/** The object that a shape reads. */
type ObjectOutput<TShape extends Shape> = Flat<
  { -readonly [TKey in Exclude<keyof TShape, OptionalKeys<TShape>>]: InferOutput<TShape[TKey]> } & {
    -readonly [TKey in OptionalKeys<TShape>]?: InferOutput<TShape[TKey]>;
  }
>;

type Extended<TShape extends Shape, TMore extends Shape> = Flat<Omit<TShape, keyof TMore> & TMore>;

/** The schema of an object. What the shape does not name is left out of what it gives. */
export interface ObjectSchema<TShape extends Shape> extends Schema<ObjectOutput<TShape>> {
  /** The members and their schemas. */
  readonly shape: TShape;
  /**
   * The same schema with members added or replaced, each by any Standard Schema.
   *
   * @example
   * ```ts
   * const OrderRecord = SqsRecordSchema.extend({ body: JSONStringified(orderSchema) });
   * ```
   */
  extend<const TMore extends Shape>(members: TMore): ObjectSchema<Extended<TShape, TMore>>;
}

/* @__NO_SIDE_EFFECTS__ */
export function object<const TShape extends Shape>(shape: TShape): ObjectSchema<TShape> {
  const members = Object.entries(shape);
  return {
    ...defineSchema<ObjectOutput<TShape>>((value, reading) => readMembers(members, value, reading)),
    shape,
    extend: (more) => object(withMembers(shape, more)),
  };
}

/** {@link ObjectSchema.extend}, as a function that a bundler can leave out where the schema is not used. */
/* @__NO_SIDE_EFFECTS__ */
export function extend<const TShape extends Shape, const TMore extends Shape>(
  base: ObjectSchema<TShape>,
  more: TMore,
): ObjectSchema<Extended<TShape, TMore>> {
  return base.extend(more);
}

function withMembers<TShape extends Shape, TMore extends Shape>(shape: TShape, more: TMore): Extended<TShape, TMore> {
  // TypeScript cannot follow a spread through a mapped type.
  return { ...shape, ...more } as unknown as Extended<TShape, TMore>;
}

function readMembers(members: readonly [string, StandardSchema][], value: unknown, reading: Reading): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return unexpected(reading, 'an object', value);
  }
  const output: Record<string, unknown> = {};
  for (const [key, schema] of members) {
    const isThere = Object.hasOwn(value, key);
    if (!isThere && mayBeAbsent(schema)) continue;
    const member = reading.at(key, schema, isThere ? Reflect.get(value, key) : undefined);
    // An optional member of another library's schema stays absent where it is.
    if (isThere || member !== undefined) output[key] = member;
  }
  return output;
}
