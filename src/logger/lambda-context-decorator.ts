import type { Pending } from '../invocation/index.js';
import { type MethodDecorator, methodDecorator } from '../invocation/method-decorator.js';
import { inInvocation, isLambdaContext } from '../telemetry/in-invocation.js';
import { ensureLogging } from '../telemetry/logs.js';
import { type InjectLambdaContextOptions, type LoggerOfInvocation, runAsInvocation } from './inject-lambda-context.js';

const flushLogs = (): Pending => ensureLogging().flush();

export const lambdaContextDecorator = (
  logger: LoggerOfInvocation,
  options: InjectLambdaContextOptions = {},
): MethodDecorator =>
  methodDecorator(
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
