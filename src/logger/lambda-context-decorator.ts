import { type MethodDecorator, methodDecorator } from '../invocation/adapters/method-decorator.js';
import { isLambdaContext } from '../invocation/lambda-context.js';
import type { Pending } from '../shared/pending.js';
import { inInvocation } from '../telemetry/in-invocation.js';
import { ensureLogging } from '../telemetry/logs/logs.js';
import { type InjectLambdaContextOptions, type LoggerOfInvocation, runAsInvocation } from './inject-lambda-context.js';

export function lambdaContextDecorator(
  logger: LoggerOfInvocation,
  options: InjectLambdaContextOptions = {},
): MethodDecorator {
  return methodDecorator(
    (method) =>
      function (this: unknown, ...args: unknown[]): Promise<unknown> {
        const [event, second] = args;
        const lambdaContext = isLambdaContext(second) ? second : undefined;
        return inInvocation(
          event,
          lambdaContext,
          () => runAsInvocation([logger], options, { event, lambdaContext }, () => Reflect.apply(method, this, args)),
          flushLogs,
        );
      },
  );
}

function flushLogs(): Pending {
  return ensureLogging().flush();
}
