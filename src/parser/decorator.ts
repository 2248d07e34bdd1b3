import { type MethodDecorator, methodDecorator } from '../invocation/adapters/method-decorator.js';
import type { StandardSchema } from '../shared/standard-schema.js';
import type { Envelope } from './envelope/envelope.js';
import type { AnyParserOptions, ParserOptions } from './options.js';
import { readEvent } from './read-event.js';

/**
 * Parses the first argument of a method: it gets what the schema makes of the event.
 *
 * @throws {ParseError} at a call, when the event is wrong; not with `safeParse: true`, or where `errorHandler` answers.
 * @example
 * ```ts
 * class Lambda {
 *   @parser({ schema: JSONStringified(orderSchema), envelope: SqsEnvelope })
 *   public async handler(orders: Order[], _context: Context): Promise<void> { … }
 * }
 * ```
 */
export function parser<
  TSchema extends StandardSchema,
  TEnvelope extends Envelope = undefined,
  TSafeParse extends boolean = false,
  TErrorHandlerReturn = never,
>(options: ParserOptions<TSchema, TEnvelope, TSafeParse, TErrorHandlerReturn>): MethodDecorator {
  const anyOptions: AnyParserOptions = options;
  return methodDecorator(
    (method) =>
      function (this: unknown, event: unknown, ...rest: unknown[]): unknown {
        const read = readEvent(event, anyOptions);
        return 'answer' in read ? read.answer : Reflect.apply(method, this, [read.event, ...rest]);
      },
  );
}
