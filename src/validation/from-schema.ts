/** One object type; `as const` makes the members of a schema readonly, which says nothing about the data. */
type Simplify<T> = { -readonly [Key in keyof T]: T[Key] };

type RequiredKeys<S> = S extends { readonly required: readonly (infer Key)[] } ? Key : never;

type ObjectOf<S> = S extends { readonly properties: infer P }
  ? Simplify<
      { [Key in keyof P as Key extends RequiredKeys<S> ? Key : never]: FromSchema<P[Key]> } & {
        [Key in keyof P as Key extends RequiredKeys<S> ? never : Key]?: FromSchema<P[Key]>;
      }
    >
  : Record<string, unknown>;

type ArrayOf<S> = S extends { readonly items: infer Item }
  ? Item extends readonly unknown[]
    ? unknown[]
    : FromSchema<Item>[]
  : unknown[];

interface Scalars {
  /** Text. */
  string: string;
  /** Any number. */
  number: number;
  /** A number without a fraction. */
  integer: number;
  /** `true` or `false`. */
  boolean: boolean;
  /** `null` alone. */
  null: null;
}

type OfType<Name, S> = Name extends keyof Scalars
  ? Scalars[Name]
  : Name extends 'array'
    ? ArrayOf<S>
    : Name extends 'object'
      ? ObjectOf<S>
      : unknown;

type Nullable<S> = S extends { readonly nullable: true } ? null : never;

/**
 * The type of the data that a literal JSON Schema accepts, from `type`, `properties`, `required`, `items`, `enum`, `const`
 * and `nullable`. What it does not know (`$ref`, `oneOf`, a schema whose literals TypeScript has widened) is `unknown`.
 */
export type FromSchema<S> = S extends { readonly const: infer Value }
  ? Value
  : S extends { readonly enum: readonly (infer Value)[] }
    ? Value
    : S extends { readonly type: readonly (infer Name)[] }
      ? OfType<Name, S> | Nullable<S>
      : S extends { readonly type: infer Name }
        ? OfType<Name, S> | Nullable<S>
        : unknown;
