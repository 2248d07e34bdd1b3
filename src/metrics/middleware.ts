import { asMiddleware, type UtilityMiddleware } from '../invocation/adapters/as-middleware.js';
import { type MetricsOfInvocation, metricsRunner, metricsUtility } from './log-metrics.js';
import type { ExtraOptions } from './options.js';

export type { ExtraOptions } from './options.js';

/** A utility for `withPowertools(handler, { use: [...] })`, and a middleware for `middy(handler).use(...)`. */
export type LogMetricsMiddleware = UtilityMiddleware;

/**
 * Publishes the metrics of each invocation when the handler is done, also when it fails. Inside `withPowertools` that
 * happens by itself: there this is for the options.
 *
 * @param target - One instance of `Metrics`, or several.
 * @throws {RangeError} in an invocation that recorded no metric, with `throwOnEmptyMetrics`.
 * @example
 * ```ts
 * export const handler = withPowertools(async (order: Order) => process(order), {
 *   use: [logMetrics(metrics, { captureColdStartMetric: true })],
 * });
 * ```
 */
export function logMetrics(
  target: MetricsOfInvocation | readonly MetricsOfInvocation[],
  options: ExtraOptions = {},
): LogMetricsMiddleware {
  const instances = 'publishStoredMetrics' in target ? [target] : target;
  return asMiddleware(metricsUtility(instances, options), metricsRunner);
}
