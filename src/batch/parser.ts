import { gunzip, isGzip, MAX_DECOMPRESSED_BYTES } from '../shared/decode.js';
import type { StandardSchema, StandardSchemaIssue } from '../shared/standard-schema.js';
import { asObject, type UnknownObject } from '../shared/unknown.js';
import { unmarshallItem } from '../shared/unmarshall.js';
import { ParsingError } from './errors.js';
import type { EventTypeName } from './event-type.js';
import { describeIssues } from './parsing/issues.js';
import { missingFields } from './parsing/record-shapes.js';
import type { BatchProcessorConfig, EventSourceDataClassTypes, ParserLogger } from './types.js';

interface Decoding {
  readonly transformer: 'json' | 'base64' | 'unmarshall' | undefined;
  readonly maxDecompressedBytes: number;
}

/**
 * Parses a record before its handler gets it: the option `parser` of a {@link BatchProcessor}.
 *
 * @throws {ParsingError} as a rejection: the record is not as the schema wants it, or there is no schema.
 * @example
 * ```ts
 * const processor = new BatchProcessor(EventType.SQS, { parser, innerSchema: orderSchema, transformer: 'json' });
 * ```
 */
export async function parser(
  record: EventSourceDataClassTypes,
  eventType: EventTypeName,
  logger: ParserLogger,
  config: BatchProcessorConfig,
): Promise<EventSourceDataClassTypes> {
  const { schema, innerSchema, transformer, maxDecompressedBytes = MAX_DECOMPRESSED_BYTES } = config;
  if (!schema && !innerSchema) {
    const message = 'There is no schema to parse the record with. Give schema or innerSchema.';
    logger.error(message);
    throw new ParsingError(message);
  }
  const issues: StandardSchemaIssue[] = [];
  const parsed = schema
    ? await validated(schema, record, [], issues)
    : await withPayload(record, eventType, innerSchema, { transformer, maxDecompressedBytes }, issues);
  if (issues.length > 0) {
    const message = describeIssues(issues);
    logger.debug(`A record could not be parsed: ${message}`);
    throw new ParsingError(message);
  }
  // What the schema makes of a record is the handler's to know.
  return parsed as EventSourceDataClassTypes;
}

/** The record with its payload parsed. Its other fields are those that Lambda documents. */
async function withPayload(
  record: EventSourceDataClassTypes,
  eventType: EventTypeName,
  schema: StandardSchema,
  decoding: Decoding,
  issues: StandardSchemaIssue[],
): Promise<unknown> {
  const shape: UnknownObject = { ...record };
  issues.push(...missingFields(shape, eventType));
  const payload = (value: unknown, path: string[]): Promise<unknown> => {
    const decoded = decode(value, decoding, path, issues);
    return decoded === undefined ? Promise.resolve() : validated(schema, decoded.value, path, issues);
  };
  if (eventType === 'SQS') return { ...shape, body: await payload(shape.body, ['body']) };
  if (eventType === 'KinesisDataStreams') {
    const kinesis = asObject(shape.kinesis);
    return { ...shape, kinesis: { ...kinesis, data: await payload(kinesis?.data, ['kinesis', 'data']) } };
  }
  const dynamodb = asObject(shape.dynamodb);
  const images = { ...dynamodb };
  for (const name of ['OldImage', 'NewImage']) images[name] = await payload(dynamodb?.[name], ['dynamodb', name]);
  return { ...shape, dynamodb: images };
}

async function validated(
  schema: StandardSchema,
  value: unknown,
  path: readonly string[],
  issues: StandardSchemaIssue[],
): Promise<unknown> {
  const result = await schema['~standard'].validate(value);
  if (!result.issues) return result.value;
  for (const issue of result.issues) issues.push({ message: issue.message, path: [...path, ...(issue.path ?? [])] });
  return undefined;
}

function decode(
  value: unknown,
  { transformer, maxDecompressedBytes }: Decoding,
  path: string[],
  issues: StandardSchemaIssue[],
): { readonly value: unknown } | undefined {
  if (transformer === undefined) return { value };
  try {
    return { value: DECODERS[transformer](value, maxDecompressedBytes) };
  } catch (error) {
    issues.push({ message: error instanceof Error ? error.message : String(error), path });
    return undefined;
  }
}

type Decoder = (value: unknown, maxDecompressedBytes: number) => unknown;

const DECODERS: Readonly<Record<NonNullable<Decoding['transformer']>, Decoder>> = {
  json: (value) => fromJson(textOf(value)),
  base64: (value, maxDecompressedBytes) => {
    const bytes = Buffer.from(textOf(value), 'base64');
    const text = (isGzip(bytes) ? gunzip(bytes, maxDecompressedBytes) : bytes).toString();
    try {
      return JSON.parse(text);
    } catch {
      return text;
    }
  },
  unmarshall: unmarshallItem,
};

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`Invalid input: expected string, received ${value === undefined ? 'undefined' : typeof value}`);
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // The parser's own message quotes the text.
    throw new TypeError('It is not JSON.');
  }
}
