import { type MethodDecorator, methodDecorator } from '../invocation/adapters/method-decorator.js';
import { isLambdaContext } from '../invocation/lambda-context.js';
import type { Pending } from '../shared/pending.js';
import { asObject, asText } from '../shared/unknown.js';
import { inInvocation } from '../telemetry/in-invocation.js';
import { ensureMetrics } from '../telemetry/metrics/metrics.js';
import { type MetricsOfInvocation, runWithMetrics } from './log-metrics.js';
import type { ExtraOptions } from './options.js';

/** Publishes the metrics of each call of a method when it is done. The method becomes asynchronous. */
export function logMetricsDecorator(metrics: MetricsOfInvocation, options: ExtraOptions): MethodDecorator {
  return methodDecorator(
    (method) =>
      async function (this: unknown, ...args: unknown[]): Promise<unknown> {
        const [event, second] = args;
        return inInvocation(
          event,
          isLambdaContext(second) ? second : undefined,
          () => runWithMetrics([metrics], options, functionNameOf(second), () => Reflect.apply(method, this, args)),
          flushMetrics,
        );
      },
  );
}

/** The second argument of a Lambda handler is its context; a method called by a test may have none. */
function functionNameOf(context: unknown): string | undefined {
  return asText(asObject(context)?.functionName);
}

function flushMetrics(): Pending {
  return ensureMetrics().flush();
}
