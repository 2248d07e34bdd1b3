import type { StandardSchema, StandardSchemaIssue } from '../../shared/standard-schema.js';
import { failure } from '../failure.js';
import type { ParsedResult, ParseOptions } from '../result.js';
import { Reading, type Schema } from '../shape/schema.js';
import { type ArrayEnvelope, type DynamoDBArrayEnvelope, envelopeDiscriminator } from './envelope.js';

/** One payload and its place in the event. */
interface Item<TValue> {
  readonly path: readonly PropertyKey[];
  readonly value: TValue;
}

export interface ArrayEnvelopeParts<TEvent, TValue> {
  /** For telemetry. */
  readonly name: string;
  /** The schema of the event, which decodes what the source encodes. */
  readonly event: Schema<TEvent>;
  readonly items: (event: TEvent) => readonly Item<TValue>[];
  /** What becomes of the value of an item. Default: the schema of the payload reads it. */
  readonly readValue?: (value: TValue, schema: StandardSchema, reading: Reading) => unknown;
  /** The beginnings of the messages, which are Powertools'. */
  readonly failed: {
    readonly envelope: string;
    /** Of the envelope, when all is collected. Default: `envelope`. */
    readonly envelopeSafely?: string;
    readonly item: string;
    /** Of one item and of several, when all are collected. */
    readonly itemsSafely: readonly [one: string, several: string];
  };
}

/* @__NO_SIDE_EFFECTS__ */
export function arrayEnvelope<TEvent, TValue, TEnvelope extends ArrayEnvelope | DynamoDBArrayEnvelope = ArrayEnvelope>(
  parts: ArrayEnvelopeParts<TEvent, TValue>,
): TEnvelope {
  const envelope: UntypedEnvelope = {
    [envelopeDiscriminator]: 'array',
    parse: (data, schema, options) => readAll(parts, data, schema, options),
    safeParse: (data, schema, options) => readAllSafely(parts, data, schema, options),
  };
  // Each item is what `readValue` makes of its payload with the schema: the caller says what that is.
  return envelope as TEnvelope;
}

/** An envelope without the types of what it gives, which follow from the schema. */
interface UntypedEnvelope {
  readonly [envelopeDiscriminator]: 'array';
  parse(data: unknown, schema: StandardSchema, options?: ParseOptions): unknown[];
  safeParse(data: unknown, schema: StandardSchema, options?: ParseOptions): ParsedResult<unknown, unknown[]>;
}

/** Up to the first item that is wrong. */
function readAll<TEvent, TValue>(
  parts: ArrayEnvelopeParts<TEvent, TValue>,
  data: unknown,
  schema: StandardSchema,
  options: ParseOptions | undefined,
): unknown[] {
  const { name, failed } = parts;
  const { items, issues } = open(parts, data, options);
  if (issues.length > 0) throw failure(failed.envelope, issues, name);
  return items.map((item, index) => {
    const read = readItem(parts, item, schema, options);
    if (read.issues.length > 0) throw failure(`${failed.item} at index ${index}`, read.issues, name);
    return read.output;
  });
}

/** To the end, so that the error tells of every item that is wrong. */
function readAllSafely<TEvent, TValue>(
  parts: ArrayEnvelopeParts<TEvent, TValue>,
  data: unknown,
  schema: StandardSchema,
  options: ParseOptions | undefined,
): ParsedResult<unknown, unknown[]> {
  const { name, failed } = parts;
  const refuse = (message: string, issues: readonly StandardSchemaIssue[]): ParsedResult<unknown, unknown[]> => ({
    success: false,
    error: failure(message, issues, name),
    originalEvent: data,
  });
  const opened = open(parts, data, options);
  if (opened.issues.length > 0) return refuse(failed.envelopeSafely ?? failed.envelope, opened.issues);
  const read = opened.items.map((item) => readItem(parts, item, schema, options));
  const wrong = read.flatMap(({ issues }, index) => (issues.length > 0 ? [index] : []));
  if (wrong.length === 0) return { success: true, data: read.map(({ output }) => output) };
  const [one, several] = failed.itemsSafely;
  return refuse(
    wrong.length > 1 ? `${several} at indexes ${wrong.join(', ')}` : `${one} at index ${wrong[0]}`,
    read.flatMap(({ issues }) => issues),
  );
}

function open<TEvent, TValue>(
  { event, items }: ArrayEnvelopeParts<TEvent, TValue>,
  data: unknown,
  options: ParseOptions | undefined,
): { items: readonly Item<TValue>[]; issues: readonly StandardSchemaIssue[] } {
  const reading = new Reading([], options?.maxDecompressedBytes);
  const opened = reading.read(event, data);
  const { issues } = reading;
  return { items: issues.length > 0 ? [] : items(opened), issues };
}

function readItem<TEvent, TValue>(
  { readValue = readWhole }: ArrayEnvelopeParts<TEvent, TValue>,
  { path, value }: Item<TValue>,
  schema: StandardSchema,
  options: ParseOptions | undefined,
): { output: unknown; issues: readonly StandardSchemaIssue[] } {
  const reading = new Reading(path, options?.maxDecompressedBytes);
  return { output: readValue(value, schema, reading), issues: reading.issues };
}

function readWhole(value: unknown, schema: StandardSchema, reading: Reading): unknown {
  return reading.read(schema, value);
}
