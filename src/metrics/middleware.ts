import type { Utility } from '../invocation/utility.js';
import {
  beginMetrics,
  type MetricsOfInvocation,
  publishAfterFailure,
  publishAll,
  runWithMetrics,
} from './log-metrics.js';
import type { ExtraOptions } from './options.js';
import { deliverOutsideInvocation, flushInTime } from './publish/delivery.js';

export type { ExtraOptions } from './options.js';

/** What is used of a Middy request. */
export interface LogMetricsRequest {
  readonly context: { readonly functionName: string };
  readonly internal: Record<string, unknown>;
}

/** A utility for `withPowertools(handler, { use: [...] })`, and a middleware for `middy(handler).use(...)`. */
export interface LogMetricsMiddleware extends Utility {
  before(request: LogMetricsRequest): void;
  after(request: LogMetricsRequest): Promise<void>;
  onError(request: LogMetricsRequest): Promise<void>;
}

/** Where Powertools' `cleanupMiddlewares` looks when a middleware answers in place of the handler. */
const CLEANUP_KEY = 'powertools-for-aws.metrics';

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
  const deliver = async ({ context }: LogMetricsRequest): Promise<void> => {
    const delivered = deliverOutsideInvocation();
    if (delivered) await flushInTime(context, () => delivered);
  };
  const publish = async (request: LogMetricsRequest): Promise<void> => {
    try {
      publishAll(instances);
    } finally {
      await deliver(request);
    }
  };
  return {
    name: 'metrics',
    wrap: (invocation, next) => runWithMetrics(instances, options, invocation.lambdaContext?.functionName, next),
    before(request) {
      for (const metrics of instances) beginMetrics(metrics, options, request.context.functionName);
      request.internal[CLEANUP_KEY] = () => publish(request);
    },
    after: publish,
    onError(request) {
      for (const metrics of instances) publishAfterFailure(metrics);
      return deliver(request);
    },
  };
}
