import { context, trace } from '@opentelemetry/api';
import { MAX_DECOMPRESSED_BYTES } from '../../shared/decode.js';
import {
  type InferOutput,
  pathOf,
  type StandardSchema,
  type StandardSchemaIssue,
} from '../../shared/standard-schema.js';
import { ParseError } from '../errors.js';

/** One thing that is wrong with the data: where, and which rule, and never the value. */
interface Issue extends StandardSchemaIssue {
  readonly code: string;
  /** The keys and indexes that lead to the value. */
  readonly path: readonly PropertyKey[];
}

/**
 * One walk through a value: where it is, and what it found wrong. Every schema of a nested one reads with the same
 * Reading, so that the paths of issues are those in the whole event.
 */
export class Reading {
  /** All that was found wrong so far. */
  readonly issues: StandardSchemaIssue[] = [];
  /** The keys and indexes that lead to where it is. */
  readonly path: PropertyKey[];
  /** How many bytes compressed data may become. */
  readonly maxDecompressedBytes: number;

  constructor(path: readonly PropertyKey[] = [], maxDecompressedBytes: number = MAX_DECOMPRESSED_BYTES) {
    this.path = [...path];
    this.maxDecompressedBytes = maxDecompressedBytes;
  }

  /** Notes that what is here breaks the rule `code`. */
  fail(code: string, message: string): undefined {
    const issue: Issue = { code, message, path: [...this.path] };
    this.issues.push(issue);
  }

  /** What `schema` makes of the value under `key`; it counts only where no issue was added. */
  at<TSchema extends StandardSchema>(key: PropertyKey, schema: TSchema, value: unknown): InferOutput<TSchema> {
    this.path.push(key);
    const output = this.read(schema, value);
    this.path.pop();
    return output;
  }

  /** What `schema` makes of the value here; it counts only where no issue was added. */
  read<TSchema extends StandardSchema>(schema: TSchema, value: unknown): InferOutput<TSchema> {
    // The schema says so, or an issue does not let it count.
    return (isOwn(schema) ? schema[READ](value, this) : this.#readForeign(schema, value)) as InferOutput<TSchema>;
  }

  #readForeign(schema: StandardSchema, value: unknown): unknown {
    const { validate, vendor } = schema['~standard'];
    const result = vendor === 'otel-powertools' ? untold(() => validate(value)) : validate(value);
    // Not `instanceof`: a library may bring a promise of its own.
    if ('then' in result) throw new ParseError('Schema parsing supports only synchronous validation');
    if (result.issues === undefined) return result.value;
    for (const issue of result.issues) this.issues.push({ ...issue, path: [...this.path, ...pathOf(issue)] });
    return undefined;
  }
}

/** Reads a value: returns what the schema makes of it, or tells `reading` what is wrong. */
export type Read = (value: unknown, reading: Reading) => unknown;

const READ = Symbol('read');

/**
 * A schema of this package: a Standard Schema (https://standardschema.dev) without a library behind it. Wherever it is
 * taken any other Standard Schema is taken too.
 */
export interface Schema<TOutput> extends StandardSchema<unknown, TOutput> {
  /** Whether a member of an object may be absent. */
  readonly isOptional: boolean;
  /** @internal */
  readonly [READ]: Read;
}

/* @__NO_SIDE_EFFECTS__ */
export function defineSchema<TOutput>(read: Read, isOptional = false): Schema<TOutput> {
  return {
    isOptional,
    [READ]: read,
    '~standard': {
      version: 1,
      vendor: 'otel-powertools/parser',
      validate: (value) => {
        const reading = new Reading();
        const output = read(value, reading);
        // There is no issue: the value is what the schema says.
        return reading.issues.length > 0 ? { issues: reading.issues } : { value: output as TOutput };
      },
    },
  };
}

/** Whether the schema is one of ours that says so. What others say by other means they say when they are asked. */
export function mayBeAbsent(schema: StandardSchema): boolean {
  return isOwn(schema) && schema.isOptional;
}

function isOwn(schema: StandardSchema): schema is Schema<unknown> {
  return READ in schema;
}

/** `jsonSchema()` puts its failures on the active span itself: here they are told with their place in the event. */
function untold<T>(run: () => T): T {
  return context.with(trace.deleteSpan(context.active()), run);
}
