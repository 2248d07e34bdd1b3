import type { LambdaContext } from '../invocation/lambda-context.js';
import { currentInvocation, processInvocation } from '../invocation/scope.js';
import type { LogItemExtraInput, LogItemMessage } from './output/input.js';

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

export function enterInvocation(
  logger: LoggerOfInvocation,
  options: InjectLambdaContextOptions,
  event: unknown,
  lambdaContext: LambdaContext | undefined,
): void {
  // Inside an Invocation the decision is made with it.
  if (currentInvocation() === processInvocation()) logger.refreshSampleRateCalculation();
  if (lambdaContext) logger.addContext(lambdaContext);
  // Before the event, so that its line carries the id as well.
  if (options.correlationIdPath) logger.setCorrelationId(event, options.correlationIdPath);
  logger.logEventIfEnabled(event, options.logEvent);
}

export function leaveInvocation(logger: LoggerOfInvocation, options: InjectLambdaContextOptions): void {
  logger.clearBuffer();
  resetWhereAsked(logger, options);
}

export function failInvocation(logger: LoggerOfInvocation, options: InjectLambdaContextOptions, thrown: unknown): void {
  if (options.flushBufferOnUncaughtError === false) logger.clearBuffer();
  else logger.flushBuffer();
  if (options.flushBufferOnUncaughtError) logger.error({ message: UNCAUGHT, error: thrown });
  resetWhereAsked(logger, options);
}

/** Runs `next` as an invocation of every one of `loggers`. */
export async function runAsInvocation<T>(
  loggers: readonly LoggerOfInvocation[],
  options: InjectLambdaContextOptions,
  { event, lambdaContext }: { event: unknown; lambdaContext: LambdaContext | undefined },
  next: () => T | Promise<T>,
): Promise<T> {
  for (const logger of loggers) enterInvocation(logger, options, event, lambdaContext);
  try {
    const result = await next();
    for (const logger of loggers) leaveInvocation(logger, options);
    return result;
  } catch (error) {
    for (const logger of loggers) failInvocation(logger, options, error);
    throw error;
  }
}

function resetWhereAsked(logger: LoggerOfInvocation, { resetKeys, clearState }: InjectLambdaContextOptions): void {
  if (resetKeys || clearState) logger.resetKeys();
}
