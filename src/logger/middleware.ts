import type { LambdaContext } from '../invocation/lambda-context.js';
import type { Utility } from '../invocation/utility.js';
import {
  enterInvocation,
  failInvocation,
  type InjectLambdaContextOptions,
  type LoggerOfInvocation,
  leaveInvocation,
  runAsInvocation,
} from './inject-lambda-context.js';

export type { InjectLambdaContextOptions } from './inject-lambda-context.js';

/** What is used of a Middy request. */
export interface InjectLambdaContextRequest {
  readonly event: unknown;
  readonly context: LambdaContext;
  readonly error?: unknown;
  readonly internal: Record<string, unknown>;
}

/** A utility for `withPowertools(handler, { use: [...] })`, and a middleware for `middy(handler).use(...)`. */
export interface InjectLambdaContextMiddleware extends Utility {
  before(request: InjectLambdaContextRequest): void;
  after(): void;
  onError(request: InjectLambdaContextRequest): void;
}

/** Where Powertools' `cleanupMiddlewares` looks when a middleware answers in place of the handler. */
const CLEANUP_KEY = 'powertools-for-aws.logger';

/**
 * Puts the facts of the invocation on every line; logs the event, sets the correlation id and drops the keys afterwards
 * where the options say so. Inside `withPowertools` the facts are there by themselves: there this is for the options.
 *
 * @param target - One Logger, or several.
 * @example
 * export const handler = withPowertools(async (event: APIGatewayProxyEvent) => process(event), {
 *   use: [injectLambdaContext(logger, { correlationIdPath: correlationPaths.API_GATEWAY_REST })],
 * });
 */
export function injectLambdaContext(
  target: LoggerOfInvocation | readonly LoggerOfInvocation[],
  options: InjectLambdaContextOptions = {},
): InjectLambdaContextMiddleware {
  const loggers = 'addContext' in target ? [target] : target;
  const end = (): void => {
    for (const logger of loggers) leaveInvocation(logger, options);
  };
  return {
    name: 'logger',
    wrap: (invocation, next) => runAsInvocation(loggers, options, invocation, next),
    before({ event, context, internal }) {
      for (const logger of loggers) enterInvocation(logger, options, event, context);
      internal[CLEANUP_KEY] = end;
    },
    after: end,
    onError({ error }) {
      for (const logger of loggers) failInvocation(logger, options, error);
    },
  };
}
