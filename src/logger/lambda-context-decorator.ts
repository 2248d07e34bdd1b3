import { context } from '@opentelemetry/api';
import {
  beginInvocation,
  contextWithInvocation,
  currentInvocation,
  ensureContextManager,
  type LambdaContext,
  processInvocation,
} from '../invocation/index.js';
import { type MethodDecorator, methodDecorator } from '../invocation/method-decorator.js';
import { ensureLogging } from '../telemetry/logs.js';
import { type InjectLambdaContextOptions, type LoggerOfInvocation, runAsInvocation } from './inject-lambda-context.js';

/** Runs `next` in an Invocation: the one there is, else a new one. */
const inInvocation = async <T>(
  event: unknown,
  lambdaContext: LambdaContext | undefined,
  next: () => Promise<T>,
): Promise<T> => {
  if (currentInvocation() !== processInvocation()) return next();
  ensureContextManager();
  const invocation = beginInvocation(event, lambdaContext);
  const active = contextWithInvocation(context.active(), invocation);
  let reason: 'end' | 'error' = 'end';
  try {
    return await context.with(active, next);
  } catch (error) {
    reason = 'error';
    throw error;
  } finally {
    await context.with(active, () => invocation.notifyFlush(reason));
    await ensureLogging().flush();
  }
};

const isLambdaContext = (value: unknown): value is LambdaContext =>
  typeof value === 'object' && value !== null && 'awsRequestId' in value;

export const lambdaContextDecorator = (
  logger: LoggerOfInvocation,
  options: InjectLambdaContextOptions = {},
): MethodDecorator =>
  methodDecorator(
    (method) =>
      function (this: unknown, ...args: unknown[]): Promise<unknown> {
        const [event, second] = args;
        const lambdaContext = isLambdaContext(second) ? second : undefined;
        return inInvocation(event, lambdaContext, () =>
          runAsInvocation([logger], options, { event, lambdaContext }, () => Reflect.apply(method, this, args)),
        );
      },
  );
