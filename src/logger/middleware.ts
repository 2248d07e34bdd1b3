import { asMiddleware, type UtilityMiddleware } from '../invocation/adapters/as-middleware.js';
import {
  type InjectLambdaContextOptions,
  type LoggerOfInvocation,
  lambdaContextUtility,
  logRunner,
} from './inject-lambda-context.js';

export type { InjectLambdaContextOptions } from './inject-lambda-context.js';

/** A utility for `withPowertools(handler, { use: [...] })`, and a middleware for `middy(handler).use(...)`. */
export type InjectLambdaContextMiddleware = UtilityMiddleware;

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
  options?: InjectLambdaContextOptions,
): InjectLambdaContextMiddleware {
  const loggers = 'addContext' in target ? [target] : target;
  return asMiddleware(lambdaContextUtility(loggers, options), logRunner);
}
