import type { InferOutput, StandardSchema } from '../shared/standard-schema.js';
import type {
  ArrayEnvelope,
  DynamoDBArrayEnvelope,
  DynamoDBStreamEnvelopeResponse,
  Envelope,
} from './envelope/envelope.js';
import type { ParseError } from './errors.js';
import type { ParsedResult, ParseOptions } from './result.js';

/** What a schema makes of what is in an envelope; without one, of the data. */
export type Parsed<TSchema extends StandardSchema, TEnvelope extends Envelope> = TEnvelope extends DynamoDBArrayEnvelope
  ? DynamoDBStreamEnvelopeResponse<InferOutput<TSchema>>[]
  : TEnvelope extends ArrayEnvelope
    ? InferOutput<TSchema>[]
    : InferOutput<TSchema>;

/** The event that the handler gets. */
export type ParserOutput<
  TSchema extends StandardSchema,
  TEnvelope extends Envelope,
  TSafeParse extends boolean = false,
> = TSafeParse extends true ? ParsedResult<unknown, Parsed<TSchema, TEnvelope>> : Parsed<TSchema, TEnvelope>;

/**
 * Is called with a failure to parse and the event. What it returns is the answer; `undefined` lets the error go on.
 * It is synchronous: a promise is a `TypeError`.
 */
export type ErrorHandler<TReturn> = (
  error: ParseError,
  event: unknown,
) => TReturn extends PromiseLike<unknown> ? never : TReturn;

interface CommonOptions<TSchema extends StandardSchema, TEnvelope extends Envelope> extends ParseOptions {
  /** Any Standard Schema: of Zod, Valibot, ArkType, `jsonSchema()` of `otel-powertools/validation`. */
  readonly schema: TSchema;
  /** What the payload is in. Default: nothing, the schema is that of the event. */
  readonly envelope?: TEnvelope;
}

export type ParserOptions<
  TSchema extends StandardSchema,
  TEnvelope extends Envelope,
  TSafeParse extends boolean,
  TErrorHandlerReturn = unknown,
> = CommonOptions<TSchema, TEnvelope> &
  (TSafeParse extends true
    ? {
        /** Whether the handler gets a `ParsedResult`, and an event that is wrong throws nothing. Default: false. */
        readonly safeParse: TSafeParse;
        readonly errorHandler?: never;
      }
    : {
        readonly safeParse?: TSafeParse;
        /** What answers in place of the handler when the event is wrong. Default: the error is thrown. */
        readonly errorHandler?: ErrorHandler<TErrorHandlerReturn>;
      });

/** The options once their types have done their work. */
export interface AnyParserOptions extends ParseOptions {
  readonly schema: StandardSchema;
  readonly envelope?: Envelope;
  readonly safeParse?: boolean;
  readonly errorHandler?: ((error: ParseError, event: unknown) => unknown) | undefined;
}
