import { diag } from '@opentelemetry/api';
import { functionNameOf } from '../invocation/lambda-context.js';
import type { Utility } from '../invocation/utility.js';
import { ensureMetrics } from '../telemetry/metrics/metrics.js';
import { signalRunner } from '../telemetry/signal-runner.js';
import type { ExtraOptions } from './options.js';

/** The part of a Metrics instance that logging an invocation's metrics takes. */
export interface MetricsOfInvocation {
  /** Says whether an invocation that records no metric is an error. */
  setThrowOnEmptyMetrics(enabled: boolean): unknown;
  /** Adds dimensions to every metric of this and of later invocations. */
  setDefaultDimensions(dimensions: Readonly<Record<string, string>>): unknown;
  /** Publishes a metric `ColdStart` if the invocation was the first of its execution environment. */
  captureColdStartMetric(functionName?: string): void;
  /** Whether there are metrics that are not published yet. */
  hasStoredMetrics(): boolean;
  /** Publishes the metrics there are, and forgets them. */
  publishStoredMetrics(): unknown;
}

/** What publishes the metrics of an invocation when its handler is done, also when it fails. */
export function metricsUtility(instances: readonly MetricsOfInvocation[], options: ExtraOptions): Utility {
  return {
    name: 'metrics',
    async wrap(invocation, next) {
      for (const metrics of instances) begin(metrics, options, functionNameOf(invocation.lambdaContext));
      let result: unknown;
      try {
        result = await next();
      } catch (error) {
        publishRecorded(instances);
        throw error;
      }
      // Where another has answered in place of the handler, nobody has had to record anything.
      if (invocation.handlerCalled) publishAll(instances);
      else publishRecorded(instances);
      return result;
    },
  };
}

/** Runs it in an invocation of its own where there is none, and exports its metrics. */
export const metricsRunner = signalRunner((_invocation, reason) => ensureMetrics().flush(reason));

function begin(metrics: MetricsOfInvocation, options: ExtraOptions, functionName?: string): void {
  if (options.throwOnEmptyMetrics) metrics.setThrowOnEmptyMetrics(true);
  if (options.defaultDimensions) metrics.setDefaultDimensions(options.defaultDimensions);
  if (options.captureColdStartMetric) metrics.captureColdStartMetric(functionName);
}

/**
 * One instance that has nothing keeps no other from being published.
 *
 * @throws what the first of them throws.
 */
function publishAll(instances: readonly MetricsOfInvocation[]): void {
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

/** Publishes what there is: there need not be any, and what the handler threw is the error to see. */
function publishRecorded(instances: readonly MetricsOfInvocation[]): void {
  for (const metrics of instances) {
    try {
      if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
    } catch (error) {
      diag.error('otel-powertools: the metrics of an invocation could not be published.', error);
    }
  }
}
