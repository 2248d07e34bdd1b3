import { IDEMPOTENCY_KEY, LOGGER_KEY, METRICS_KEY, TRACER_KEY } from './middleware-keys.js';
import type { MiddyLikeRequest } from './types.js';

/** In the order in which they end: the trace first, so that it ends before what is said of it. */
const KEYS = [TRACER_KEY, METRICS_KEY, LOGGER_KEY, IDEMPOTENCY_KEY];

/**
 * Ends what the middlewares of this package (and of Powertools) began for a request. To be called by a Middy middleware that
 * answers in place of the handler: Middy then calls neither handler nor `after` of the middlewares before it.
 *
 * @example
 * const refuseGet = {
 *   before: async (request) => {
 *     if (request.event.httpMethod !== 'GET') return undefined;
 *     await cleanupMiddlewares(request);
 *     return { statusCode: 405 };
 *   },
 * };
 */
export async function cleanupMiddlewares(request: MiddyLikeRequest): Promise<void> {
  for (const key of KEYS) {
    const cleanUp = Object.hasOwn(request.internal, key) ? request.internal[key] : undefined;
    if (typeof cleanUp === 'function') await cleanUp(request);
  }
}
