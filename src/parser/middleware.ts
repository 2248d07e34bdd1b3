import { asMiddleware, type UtilityMiddleware } from '../invocation/adapters/as-middleware.js';
import type { StandardSchema } from '../shared/standard-schema.js';
import type { Envelope } from './envelope/envelope.js';
import type { AnyParserOptions, ParserOptions, ParserOutput } from './options.js';
import { readEvent } from './read-event.js';

/**
 * Parses the event before the handler, which gets what the schema makes of it.
 *
 * @throws {ParseError} in an invocation, when the event is wrong; not with `safeParse: true`, or where `errorHandler` answers.
 * @example
 * ```ts
 * export const handler = withPowertools(async (orders: Order[]) => ship(orders), {
 *   use: [parser({ schema: JSONStringified(orderSchema), envelope: SqsEnvelope })],
 * });
 * ```
 */
export function parser<
  TSchema extends StandardSchema,
  TEnvelope extends Envelope = undefined,
  TSafeParse extends boolean = false,
  TErrorHandlerReturn = never,
>(
  options: ParserOptions<TSchema, TEnvelope, TSafeParse, TErrorHandlerReturn>,
): UtilityMiddleware<ParserOutput<TSchema, TEnvelope, TSafeParse>> {
  const anyOptions: AnyParserOptions = options;
  return asMiddleware({
    name: 'parser',
    async wrap(invocation, next) {
      const read = readEvent(invocation.event, anyOptions);
      if ('answer' in read) return read.answer;
      invocation.event = read.event;
      return next();
    },
  });
}
