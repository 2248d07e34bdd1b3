/** A JSON Schema (draft-07, unless `ajv` is an instance for another draft). */
export type JsonSchema = boolean | object;

/** A string format: `true` takes everything, a string is a regular expression. A function is called for strings only. */
export type Format = true | string | RegExp | ((value: string) => boolean) | StringFormat | NumberFormat | AsyncFormat;

interface StringFormat {
  /** Always strings: a format without it is for them. */
  readonly type?: 'string' | undefined;
  /** A regular expression, or a function that says whether a string has the format. */
  readonly validate: string | RegExp | ((value: string) => boolean);
}

interface NumberFormat {
  /** To be given: Ajv asks a format without it about strings only. Optional because it is in Ajv's own types. */
  readonly type?: 'number';
  /** Says whether a number has the format. */
  readonly validate: (value: number) => boolean;
}

/** A part of the type of Ajv's formats, and so of those of `ajv-formats`. A schema that names one is a `SchemaCompilationError`. */
type AsyncFormat =
  | {
      /** What the format is for. Default: strings. */
      readonly type?: 'string' | undefined;
      /** Tells it from the formats that answer at once. */
      readonly async: true;
      /** Says whether a value has the format, later. */
      readonly validate: (value: string) => Promise<boolean>;
    }
  | {
      /** The format is for numbers. */
      readonly type?: 'number';
      /** Tells it from the formats that answer at once. */
      readonly async: true;
      /** Says whether a value has the format, later. */
      readonly validate: (value: number) => Promise<boolean>;
    };

/** One thing that is wrong with the data, as Ajv reports it. */
export interface SchemaError {
  /** JSON Pointer to the value, for example `/items/0/price`; empty for the data itself. */
  readonly instancePath: string;
  /** Where in the schema the keyword is, as a URI fragment: `#/properties/id/type`. */
  readonly schemaPath: string;
  /** The JSON Schema keyword that failed, such as `required`. */
  readonly keyword: string;
  /** What the keyword says of the failure: for `required`, `{ missingProperty: 'id' }`. */
  readonly params: object;
  /** What is wrong, in the words of Ajv: `must be string`. */
  readonly message?: string | undefined;
}

/** What is used of Ajv. An instance of any of its classes (`Ajv`, `Ajv2019`, `Ajv2020`, …) fits. */
export interface AjvInstance {
  /** Makes a function of a schema that validates data. */
  compile(schema: JsonSchema): CompiledSchema;
  /** Adds a format by its name. */
  addFormat(name: string, format: Format): unknown;
  /** Adds a schema that `$ref` may point to. */
  addSchema(schema: object): unknown;
  /** The schema with that `$id`; undefined if there is none. */
  getSchema(id: string): { readonly schema?: unknown } | undefined;
  /** The options it was made with: those that change data. */
  readonly opts: {
    readonly coerceTypes?: unknown;
    readonly useDefaults?: unknown;
    readonly removeAdditional?: unknown;
  };
}

export interface CompiledSchema {
  (data: unknown): unknown;
  /** What was wrong with the data of the last call; null if nothing was. */
  errors?: readonly SchemaError[] | null | undefined;
}

/** How a schema is compiled. */
export interface SchemaOptions {
  /**
   * Formats by name. No format is built in: a schema that names one which is not here is a {@link SchemaCompilationError}.
   * For all of the `ajv-formats` package pass `ajv: addFormats(new Ajv({ allErrors: true }))`.
   */
  readonly formats?: Readonly<Record<string, Format>> | undefined;
  /** Schemas with an `$id`, to which `$ref` may point. */
  readonly externalRefs?: object | readonly object[] | undefined;
  /** Default: an instance for draft-07 with `allErrors` and `ownProperties`. Formats and references are added to yours, once. */
  readonly ajv?: AjvInstance | undefined;
}
