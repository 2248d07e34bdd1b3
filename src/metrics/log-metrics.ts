import { diag } from '@opentelemetry/api';
import type { ExtraOptions } from './options.js';

/** The part of a Metrics instance that logging an invocation's metrics takes. */
export interface MetricsOfInvocation {
  setThrowOnEmptyMetrics(enabled: boolean): unknown;
  setDefaultDimensions(dimensions: Readonly<Record<string, string>>): unknown;
  captureColdStartMetric(functionName?: string): void;
  hasStoredMetrics(): boolean;
  publishStoredMetrics(): unknown;
}

/** Before the handler. */
export function beginMetrics(metrics: MetricsOfInvocation, options: ExtraOptions, functionName?: string): void {
  if (options.throwOnEmptyMetrics) metrics.setThrowOnEmptyMetrics(true);
  if (options.defaultDimensions) metrics.setDefaultDimensions(options.defaultDimensions);
  if (options.captureColdStartMetric) metrics.captureColdStartMetric(functionName);
}

/**
 * After a handler that succeeded: one instance that has nothing keeps no other from being published.
 *
 * @throws what the first of them throws.
 */
export function publishAll(instances: readonly MetricsOfInvocation[]): void {
  const errors: unknown[] = [];
  for (const metrics of instances) {
    try {
      metrics.publishStoredMetrics();
    } catch (error) {
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
}

/** After a handler that failed: its own error is the one to see, whatever happens to the metrics. */
export function publishAfterFailure(metrics: MetricsOfInvocation): void {
  if (!metrics.hasStoredMetrics()) return;
  try {
    metrics.publishStoredMetrics();
  } catch (error) {
    diag.error('otel-powertools: the metrics of a failed invocation could not be published.', error);
  }
}

/** Runs one invocation of a handler and publishes its metrics, also when it fails. */
export async function runWithMetrics<T>(
  metrics: readonly MetricsOfInvocation[],
  options: ExtraOptions,
  functionName: string | undefined,
  run: () => T | Promise<T>,
): Promise<T> {
  for (const each of metrics) beginMetrics(each, options, functionName);
  let result: T;
  try {
    result = await run();
  } catch (error) {
    for (const each of metrics) publishAfterFailure(each);
    throw error;
  }
  publishAll(metrics);
  return result;
}
