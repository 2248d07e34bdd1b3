import { isHttpError } from '../errors.js';
import type { RequestContext } from '../request/request-context.js';
import { clientAddress } from './client-address.js';
import type { Middleware } from './middleware.js';

/** What is needed of `Metrics`. */
export interface RequestMetrics {
  /** Adds a dimension to the metrics that follow. */
  addDimension(name: string, value: string): unknown;
  /** Adds a value to a metric. */
  addMetric(name: string, unit: 'Milliseconds' | 'Count', value: number): unknown;
  /** Adds to the line what is not a metric. */
  addMetadata(key: string, value: string): unknown;
  /** Hands over what there is. */
  publishStoredMetrics(): unknown;
}

/**
 * Publishes three metrics of each request, with the dimension `route`: `latency` in milliseconds, `error` (1 for a 4xx) and
 * `fault` (1 for a 5xx). Method, path, status, client and ids are metadata. What else was measured goes out with them.
 *
 * @example
 * ```ts
 * app.use(metrics(new Metrics({ namespace: 'shop' })));
 * ```
 */
export function metrics(recorder: RequestMetrics): Middleware {
  return async ({ reqCtx, next }) => {
    const start = performance.now();
    let status = 500;
    try {
      await next();
      ({ status } = reqCtx.res);
    } catch (error) {
      status = isHttpError(error) ? error.statusCode : 500;
      throw error;
    } finally {
      const latency = performance.now() - start;
      for (const [key, value] of Object.entries(metadataOf(reqCtx, status))) {
        if (value !== undefined) recorder.addMetadata(key, value);
      }
      recorder.addDimension('route', reqCtx.route ?? 'NOT_FOUND');
      recorder.addMetric('latency', 'Milliseconds', latency);
      recorder.addMetric('fault', 'Count', status >= 500 ? 1 : 0);
      recorder.addMetric('error', 'Count', status >= 400 && status < 500 ? 1 : 0);
      recorder.publishStoredMetrics();
    }
  };
}

function metadataOf(reqCtx: RequestContext, status: number): Record<string, string | undefined> {
  return {
    httpMethod: reqCtx.method,
    path: new URL(reqCtx.req.url).pathname,
    statusCode: String(status),
    userAgent: reqCtx.header('user-agent'),
    ipAddress: clientAddress(reqCtx),
    ...gatewayIds(reqCtx),
  };
}

function gatewayIds({ responseType, event }: RequestContext): Record<string, string | undefined> {
  if (responseType === 'ApiGatewayV1') {
    const { requestId, apiId, extendedRequestId } = event.requestContext;
    return { apiGwRequestId: requestId, apiGwApiId: apiId, apiGwExtendedRequestId: extendedRequestId };
  }
  if (responseType !== 'ApiGatewayV2') return {};
  return { apiGwRequestId: event.requestContext.requestId, apiGwApiId: event.requestContext.apiId };
}
