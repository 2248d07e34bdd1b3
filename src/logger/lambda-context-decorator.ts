import { context } from '@opentelemetry/api';
import {
  beginInvocation,
  contextWithInvocation,
  currentInvocation,
  ensureContextManager,
  type LambdaContext,
  processInvocation,
} from '../invocation/index.js';
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

/** A handler: the first argument is the event, the second Lambda's context. */
type AnyMethod = (this: never, ...args: never[]) => unknown;

/**
 * A method decorator for both dialects: TypeScript's `experimentalDecorators`, which hand over a property descriptor,
 * and the standard ones, which hand over the method.
 */
export interface HandlerDecorator {
  <Method extends AnyMethod>(method: Method, context: ClassMethodDecoratorContext): Method;
  <Method extends AnyMethod>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<Method>): void;
}

const isLambdaContext = (value: unknown): value is LambdaContext =>
  typeof value === 'object' && value !== null && 'awsRequestId' in value;

export const lambdaContextDecorator = (
  logger: LoggerOfInvocation,
  options: InjectLambdaContextOptions = {},
): HandlerDecorator => {
  const wrap = <Method extends AnyMethod>(method: Method): Method => {
    const wrapped: AnyMethod = function (this: unknown, ...args: unknown[]): Promise<unknown> {
      const [event, second] = args;
      const lambdaContext = isLambdaContext(second) ? second : undefined;
      return inInvocation(event, lambdaContext, () =>
        runAsInvocation([logger], options, { event, lambdaContext }, () => Reflect.apply(method, this, args)),
      );
    };
    // It stands in for a method that is, or becomes, asynchronous.
    return wrapped as Method;
  };
  function decorate<Method extends AnyMethod>(method: Method, context: ClassMethodDecoratorContext): Method;
  function decorate<Method extends AnyMethod>(
    target: object,
    key: string | symbol,
    descriptor: TypedPropertyDescriptor<Method>,
  ): void;
  function decorate(
    methodOrTarget: object,
    contextOrKey: ClassMethodDecoratorContext | string | symbol,
    descriptor?: TypedPropertyDescriptor<AnyMethod>,
  ): unknown {
    if (typeof contextOrKey === 'object') return wrap(methodOrTarget as AnyMethod);
    if (!descriptor?.value) {
      throw new TypeError(`"${String(contextOrKey)}" is not a method: injectLambdaContext decorates methods only.`);
    }
    descriptor.value = wrap(descriptor.value);
    return undefined;
  }
  return decorate;
};
