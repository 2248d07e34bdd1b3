import type { Pending } from '../invocation/index.js';
import { type MethodDecorator, methodDecorator } from '../invocation/method-decorator.js';
import { inInvocation, isLambdaContext } from '../telemetry/in-invocation.js';
import { ensureMetrics } from '../telemetry/metrics.js';
import { type MetricsOfInvocation, runWithMetrics } from './log-metrics.js';
import type { ExtraOptions } from './options.js';

/** The second argument of a Lambda handler is its context; a method called by a test may have none. */
const functionNameOf = (context: unknown): string | undefined =>
  typeof context === 'object' &&
  context !== null &&
  'functionName' in context &&
  typeof context.functionName === 'string'
    ? context.functionName
    : undefined;

const flushMetrics = (): Pending => ensureMetrics().flush();

/** Publishes the metrics of each call of a method when it is done. The method becomes asynchronous. */
export const logMetricsDecorator = (metrics: MetricsOfInvocation, options: ExtraOptions): MethodDecorator =>
  methodDecorator(
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
