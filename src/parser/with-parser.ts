import type { StandardSchema } from '../shared/standard-schema.js';
import type { Envelope } from './envelope/envelope.js';
import type { AnyParserOptions, ParserOptions, ParserOutput } from './options.js';
import { readEvent } from './read-event.js';

/**
 * A handler whose event is parsed first; its type follows from the schema and the envelope.
 *
 * @throws {ParseError} the returned function rejects with it when the event is wrong; not with `safeParse: true`, or where `errorHandler` answers.
 * @example
 * ```ts
 * export const handler = withPowertools(
 *   withParser(async (orders) => ship(orders), { schema: JSONStringified(orderSchema), envelope: SqsEnvelope }),
 * );
 * ```
 */
export function withParser<
  TSchema extends StandardSchema,
  TContext,
  TReturn,
  TEnvelope extends Envelope = undefined,
  TSafeParse extends boolean = false,
  TErrorHandlerReturn = never,
>(
  handler: (event: ParserOutput<TSchema, TEnvelope, TSafeParse>, context: TContext) => TReturn,
  options: ParserOptions<TSchema, TEnvelope, TSafeParse, TErrorHandlerReturn>,
): (event: unknown, context: TContext) => Promise<Awaited<TReturn> | Exclude<TErrorHandlerReturn, undefined>> {
  const anyOptions: AnyParserOptions = options;
  return async (event, context): Promise<Awaited<TReturn> | Exclude<TErrorHandlerReturn, undefined>> => {
    const read = readEvent(event, anyOptions);
    // The schema, or the user's `errorHandler`, has just given what the types say.
    if ('answer' in read) return read.answer as Exclude<TErrorHandlerReturn, undefined>;
    return await handler(read.event as ParserOutput<TSchema, TEnvelope, TSafeParse>, context);
  };
}
