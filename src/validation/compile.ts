import { createAjv } from './default-ajv.js';
import { SchemaCompilationError } from './errors.js';
import type { AjvInstance, CompiledSchema, Format, JsonSchema, SchemaOptions } from './options.js';

interface Entry extends SchemaOptions {
  /** The references as they were: a caller may change its own afterwards. */
  readonly referenced: unknown;
  readonly validate: CompiledSchema;
}

/** What was compiled from each schema object. A schema is used with one set of options, or with a few. */
const compiled = new WeakMap<object, Entry[]>();
const ENTRIES_OF_ONE_SCHEMA = 8;

/** A schema as it was when it was compiled. */
interface Recent {
  readonly content: unknown;
  readonly entries: Entry[];
}

/** The schemas that were compiled last, for callers that make theirs anew at each call; a program has a handful. */
const recent: Recent[] = [];
const RECENT_SCHEMAS = 32;

// A boolean cannot be a key of a WeakMap.
const BOOLEAN_KEYS = { true: {}, false: {} };

/**
 * The validator of a schema, compiled once for each content of schema and options.
 *
 * @throws {SchemaCompilationError} the schema, a format or a reference is wrong.
 */
export function compileSchema(schema: JsonSchema, options: SchemaOptions): CompiledSchema {
  const key = typeof schema === 'boolean' ? BOOLEAN_KEYS[`${schema}`] : schema;
  if (typeof key !== 'object' || key === null) {
    throw new SchemaCompilationError(`A schema must be an object or a boolean, not ${String(schema)}`);
  }
  const entries = compiled.get(key) ?? entriesOf(key, schema);
  const known = entries.find((entry) => isSameOptions(entry, options));
  if (known) return known.validate;
  const validate = compile(schema, options);
  if (entries.length === ENTRIES_OF_ONE_SCHEMA) entries.shift();
  const { ajv, formats, externalRefs } = options;
  entries.push({ ajv, formats, externalRefs, referenced: copyOf(externalRefs), validate });
  return validate;
}

/** Those of an equal schema, if one was seen; else none yet. */
function entriesOf(key: object, schema: JsonSchema): Entry[] {
  const equal = recent.find(({ content }) => isEqual(content, schema));
  const entries = equal?.entries ?? [];
  compiled.set(key, entries);
  if (equal || key !== schema) return entries;
  recent.push({ content: copyOf(schema), entries });
  if (recent.length > RECENT_SCHEMAS) recent.shift();
  return entries;
}

const addedFormats = new WeakMap<AjvInstance, Map<string, Format>>();

const addedReferences = new WeakMap<AjvInstance, WeakSet<object>>();

function isSameOptions(entry: Entry, { ajv, formats, externalRefs }: SchemaOptions): boolean {
  return (
    entry.ajv === ajv &&
    isEqual(entry.formats, formats) &&
    (entry.externalRefs === externalRefs || isEqual(entry.referenced, externalRefs))
  );
}

/** The same, or equal in content: an object literal in the call is another object each time. */
function isEqual(a: unknown, b: unknown): boolean {
  return a === b || process.getBuiltinModule('node:util').isDeepStrictEqual(a, b);
}

function compile(schema: JsonSchema, options: SchemaOptions): CompiledSchema {
  if (typeof schema === 'object' && '$async' in schema && schema.$async === true) {
    throw new SchemaCompilationError('A schema with "$async" is not supported: validation here is synchronous');
  }
  try {
    const ajv = options.ajv ?? createAjv();
    addFormats(ajv, options.formats ?? {});
    for (const reference of refsOf(options)) addReference(ajv, reference);
    return ajv.compile(schemaOf(ajv, schema));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new SchemaCompilationError(`Failed to compile schema: ${reason}`, { cause });
  }
}

function refsOf({ externalRefs }: SchemaOptions): readonly object[] {
  return externalRefs === undefined ? [] : isList(externalRefs) ? externalRefs : [externalRefs];
}

function isList(value: object): value is readonly object[] {
  return Array.isArray(value);
}

function addFormats(ajv: AjvInstance, formats: Readonly<Record<string, Format>>): void {
  const added = addedFormats.get(ajv) ?? new Map<string, Format>();
  addedFormats.set(ajv, added);
  for (const [name, format] of Object.entries(formats)) {
    if (added.get(name) === format) continue;
    ajv.addFormat(name, format);
    added.set(name, format);
  }
}

function addReference(ajv: AjvInstance, reference: object): void {
  const added = addedReferences.get(ajv) ?? new WeakSet();
  addedReferences.set(ajv, added);
  if (added.has(reference)) return;
  // The user, or an earlier call with an equal one, may have added it already.
  const known = knownSchema(ajv, reference);
  if (known === undefined || !isEqual(known, reference)) ajv.addSchema(reference);
  added.add(reference);
}

/** The schema to compile: the one that the instance has under the same `$id`, where that is equal. It takes no second. */
function schemaOf(ajv: AjvInstance, schema: JsonSchema): JsonSchema {
  const known = typeof schema === 'object' ? knownSchema(ajv, schema) : undefined;
  return known !== undefined && isEqual(known, schema) ? known : schema;
}

function knownSchema(ajv: AjvInstance, { $id }: { readonly $id?: unknown }): object | undefined {
  if (typeof $id !== 'string') return undefined;
  const known = ajv.getSchema($id)?.schema;
  return typeof known === 'object' && known !== null ? known : undefined;
}

/** A copy with the symbols that libraries mark schemas with. A part that is there twice, or contains itself, is copied once. */
function copyOf(value: unknown, copies = new Map<object, object>()): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const known = copies.get(value);
  if (known) return known;
  // A pattern or another instance is what it is.
  if (!Array.isArray(value) && Object.prototype.toString.call(value) !== '[object Object]') return value;
  const copy: object = Array.isArray(value)
    ? [...value]
    : Object.setPrototypeOf({ ...value }, Object.getPrototypeOf(value));
  copies.set(value, copy);
  for (const key of Object.keys(copy)) Reflect.set(copy, key, copyOf(Reflect.get(copy, key), copies));
  return copy;
}
