import { createAjv } from './default-ajv.js';
import { SchemaCompilationError } from './errors.js';
import type { AjvInstance, CompiledSchema, Format, JsonSchema, SchemaOptions } from './options.js';

interface Entry extends SchemaOptions {
  readonly validate: CompiledSchema;
}

/**
 * What was compiled from each schema object. A schema is used with one set of options, or with a few; the bound is there
 * for callers that make their formats anew at each call.
 */
const compiled = new WeakMap<object, Entry[]>();
const ENTRIES_OF_ONE_SCHEMA = 8;

// A boolean cannot be a key of a WeakMap.
const BOOLEAN_KEYS = { true: {}, false: {} };

/**
 * The validator of a schema, compiled once for each schema object and options.
 *
 * @throws {SchemaCompilationError} the schema, a format or a reference is wrong.
 */
export function compileSchema(schema: JsonSchema, options: SchemaOptions): CompiledSchema {
  const key = typeof schema === 'boolean' ? BOOLEAN_KEYS[`${schema}`] : schema;
  if (typeof key !== 'object' || key === null) {
    throw new SchemaCompilationError(`A schema must be an object or a boolean, not ${String(schema)}`);
  }
  let entries = compiled.get(key);
  if (!entries) {
    entries = [];
    compiled.set(key, entries);
  }
  const known = entries.find((entry) => isSameOptions(entry, options));
  if (known) return known.validate;
  const validate = compile(schema, options);
  if (entries.length === ENTRIES_OF_ONE_SCHEMA) entries.shift();
  entries.push({ ajv: options.ajv, formats: options.formats, externalRefs: options.externalRefs, validate });
  return validate;
}

const addedFormats = new WeakMap<AjvInstance, Map<string, Format>>();

const addedReferences = new WeakMap<AjvInstance, WeakSet<object>>();

function isSameOptions(a: SchemaOptions, b: SchemaOptions): boolean {
  return a.ajv === b.ajv && isSame(a.formats, b.formats) && isSame(a.externalRefs, b.externalRefs);
}

/** Same members: an object literal in the call is another object each time. */
function isSame(a: object | undefined, b: object | undefined): boolean {
  if (a === b) return true;
  if (!a || !b) return false;
  const members = Object.entries(a);
  return (
    members.length === Object.keys(b).length &&
    members.every(([name, member]) => Object.hasOwn(b, name) && Reflect.get(b, name) === member)
  );
}

function compile(schema: JsonSchema, options: SchemaOptions): CompiledSchema {
  if (typeof schema === 'object' && '$async' in schema && schema.$async === true) {
    throw new SchemaCompilationError('A schema with "$async" is not supported: validation here is synchronous');
  }
  try {
    const ajv = options.ajv ?? createAjv();
    addFormats(ajv, options.formats ?? {});
    for (const reference of refsOf(options)) addReference(ajv, reference);
    return ajv.compile(schema);
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
  const id = '$id' in reference && typeof reference.$id === 'string' ? reference.$id : undefined;
  // The user may have added it to their instance already.
  if (id === undefined || ajv.getSchema(id)?.schema !== reference) ajv.addSchema(reference);
  added.add(reference);
}
