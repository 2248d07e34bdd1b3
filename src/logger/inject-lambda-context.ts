import { context } from '@opentelemetry/api';
import {
  contextWithInvocation,
  currentInvocation,
  deadlineOf,
  ensureContextManager,
  Invocation,
  type LambdaContext,
  processInvocation,
  takeColdStart,
} from '../invocation/index.js';
import { ensureLogging } from '../telemetry/logs.js';
import type { LogItemExtraInput, LogItemMessage } from './input.js';

/** What happens around an invocation. */
export interface InjectLambdaContextOptions {
  /** Whether the event is logged. `POWERTOOLS_LOGGER_LOG_EVENT`; default `false`. */
  readonly logEvent?: boolean | undefined;
  /** Whether the keys of `appendKeys` are dropped afterwards. Default `false`. */
  readonly resetKeys?: boolean | undefined;
  /** @deprecated Use `resetKeys`. */
  readonly clearState?: boolean | undefined;
  /**
   * What happens to buffered lines when the invocation fails: they are written; with `true` an `ERROR` line that says so
   * and why follows them; with `false` they are forgotten.
   */
  readonly flushBufferOnUncaughtError?: boolean | undefined;
  /** Where in the event the correlation id is: a path of keys, or any JMESPath expression with `correlationIdSearchFn`. */
  readonly correlationIdPath?: string | undefined;
}

/** What is needed of a Logger here. */
export interface LoggerOfInvocation {
  addContext(context: LambdaContext): void;
  setCorrelationId(value: unknown, correlationIdPath?: string): void;
  logEventIfEnabled(event: unknown, overwriteValue?: boolean): void;
  refreshSampleRateCalculation(): void;
  resetKeys(): void;
  flushBuffer(): void;
  clearBuffer(): void;
  error(input: LogItemMessage, ...extraInput: LogItemExtraInput): void;
}

const UNCAUGHT = 'Uncaught error: the buffered lines are written before the invocation ends';

export const beginInvocation = (
  logger: LoggerOfInvocation,
  options: InjectLambdaContextOptions,
  event: unknown,
  lambdaContext: LambdaContext | undefined,
): void => {
  // Inside an Invocation the decision is made with it.
  if (currentInvocation() === processInvocation()) logger.refreshSampleRateCalculation();
  if (lambdaContext) logger.addContext(lambdaContext);
  // Before the event, so that its line carries the id as well.
  if (options.correlationIdPath) logger.setCorrelationId(event, options.correlationIdPath);
  logger.logEventIfEnabled(event, options.logEvent);
};

const resetWhereAsked = (logger: LoggerOfInvocation, { resetKeys, clearState }: InjectLambdaContextOptions): void => {
  if (resetKeys || clearState) logger.resetKeys();
};

export const endInvocation = (logger: LoggerOfInvocation, options: InjectLambdaContextOptions): void => {
  logger.clearBuffer();
  resetWhereAsked(logger, options);
};

export const failInvocation = (
  logger: LoggerOfInvocation,
  options: InjectLambdaContextOptions,
  thrown: unknown,
): void => {
  if (options.flushBufferOnUncaughtError === false) logger.clearBuffer();
  else logger.flushBuffer();
  if (options.flushBufferOnUncaughtError) logger.error({ message: UNCAUGHT, error: thrown });
  resetWhereAsked(logger, options);
};

/** Runs `next` as an invocation of every one of `loggers`. */
export const runAsInvocation = async <T>(
  loggers: readonly LoggerOfInvocation[],
  options: InjectLambdaContextOptions,
  { event, lambdaContext }: { event: unknown; lambdaContext: LambdaContext | undefined },
  next: () => T | Promise<T>,
): Promise<T> => {
  for (const logger of loggers) beginInvocation(logger, options, event, lambdaContext);
  try {
    const result = await next();
    for (const logger of loggers) endInvocation(logger, options);
    return result;
  } catch (error) {
    for (const logger of loggers) failInvocation(logger, options, error);
    throw error;
  }
};

/** Runs `next` in an Invocation: the one there is, else a new one. */
const inInvocation = async <T>(
  event: unknown,
  lambdaContext: LambdaContext | undefined,
  next: () => Promise<T>,
): Promise<T> => {
  if (currentInvocation() !== processInvocation()) return next();
  ensureContextManager();
  const invocation = new Invocation({
    event,
    lambdaContext,
    coldStart: takeColdStart(),
    deadline: lambdaContext && deadlineOf(lambdaContext),
  });
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
