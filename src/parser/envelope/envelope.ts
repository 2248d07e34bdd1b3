import type { InferOutput, StandardSchema } from '../../shared/standard-schema.js';
import type { ParsedResult, ParseOptions } from '../result.js';

/** Tells whether an envelope gives a list or an object. `Symbol.for`, as in Powertools: theirs and ours are told apart alike. */
export const envelopeDiscriminator: unique symbol = Symbol.for('returnType');

/** An envelope round one payload: an HTTP request, a bus event. */
export interface ObjectEnvelope {
  readonly [envelopeDiscriminator]: 'object';
  /** @throws {ParseError} the event, or the payload, is not as its schema wants it. */
  parse<TSchema extends StandardSchema>(data: unknown, schema: TSchema, options?: ParseOptions): InferOutput<TSchema>;
  /** The same, but the answer says what is wrong; nothing is thrown for it. */
  safeParse<TSchema extends StandardSchema>(
    data: unknown,
    schema: TSchema,
    options?: ParseOptions,
  ): ParsedResult<unknown, InferOutput<TSchema>>;
}

/** An envelope round a list of payloads: the records of a queue or a stream. */
export interface ArrayEnvelope {
  readonly [envelopeDiscriminator]: 'array';
  /** @throws {ParseError} the event is not as its source sends it, or, of the first such record, its payload. */
  parse<TSchema extends StandardSchema>(data: unknown, schema: TSchema, options?: ParseOptions): InferOutput<TSchema>[];
  /** Reads all records: the error tells of each that is wrong. */
  safeParse<TSchema extends StandardSchema>(
    data: unknown,
    schema: TSchema,
    options?: ParseOptions,
  ): ParsedResult<unknown, InferOutput<TSchema>[]>;
}

/** What `DynamoDBStreamEnvelope` gives for a record: an image is there if the stream has it. */
export interface DynamoDBStreamEnvelopeResponse<TImage> {
  /** The item after the change, if the stream has it. */
  NewImage?: TImage | undefined;
  /** The item before the change, if the stream has it. */
  OldImage?: TImage | undefined;
}

/** The envelope round the images of a DynamoDB stream. */
export interface DynamoDBArrayEnvelope {
  readonly [envelopeDiscriminator]: 'array';
  /** @throws {ParseError} the event is not as its source sends it, or, of the first such record, its images. */
  parse<TSchema extends StandardSchema>(
    data: unknown,
    schema: TSchema,
    options?: ParseOptions,
  ): DynamoDBStreamEnvelopeResponse<InferOutput<TSchema>>[];
  /** Reads all records: the error tells of each that is wrong. */
  safeParse<TSchema extends StandardSchema>(
    data: unknown,
    schema: TSchema,
    options?: ParseOptions,
  ): ParsedResult<unknown, DynamoDBStreamEnvelopeResponse<InferOutput<TSchema>>[]>;
}

export type Envelope = ArrayEnvelope | DynamoDBArrayEnvelope | ObjectEnvelope | undefined;
