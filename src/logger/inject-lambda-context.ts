import type { Invocation } from '../invocation/invocation.js';
import type { LambdaContext } from '../invocation/lambda-context.js';
import { currentInvocation, processInvocation } from '../invocation/scope.js';
import type { Utility } from '../invocation/utility.js';
import { ensureLogging } from '../telemetry/logs/logs.js';
import { signalRunner } from '../telemetry/signal-runner.js';
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
  /** Puts the facts of the invocation on every line to come. */
  addContext(context: LambdaContext): void;
  /** Puts a correlation id on every line to come: `value`, or what the path finds in it. */
  setCorrelationId(value: unknown, correlationIdPath?: string): void;
  /** Logs `event` at `INFO`, where `overwriteValue` or else the setting of the Logger says so. */
  logEventIfEnabled(event: unknown, overwriteValue?: boolean): void;
  /** Decides afresh whether this invocation is logged at `DEBUG`. */
  refreshSampleRateCalculation(): void;
  /** Drops the keys that the invocation has added; persistent ones stay. */
  resetKeys(): void;
  /** Writes the lines that were kept back. */
  flushBuffer(): void;
  /** Forgets the lines that were kept back. */
  clearBuffer(): void;
  /** Writes a line at `ERROR`. */
  error(input: LogItemMessage, ...extraInput: LogItemExtraInput): void;
}

const UNCAUGHT = 'Uncaught error: the buffered lines are written before the invocation ends';

/** What puts the facts of an invocation on the lines of `loggers`, and does what the options say. */
export function lambdaContextUtility(
  loggers: readonly LoggerOfInvocation[],
  options: InjectLambdaContextOptions = {},
): Utility {
  return {
    name: 'logger',
    async wrap(invocation, next) {
      for (const logger of loggers) begin(logger, options, invocation);
      try {
        const result = await next();
        for (const logger of loggers) logger.clearBuffer();
        return result;
      } catch (error) {
        for (const logger of loggers) fail(logger, options, error);
        throw error;
      } finally {
        if (options.resetKeys || options.clearState) for (const logger of loggers) logger.resetKeys();
      }
    },
  };
}

/** Runs it in an invocation of its own where there is none, and exports its log records. */
export const logRunner = signalRunner(() => ensureLogging().flush());

function begin(logger: LoggerOfInvocation, options: InjectLambdaContextOptions, invocation: Invocation): void {
  // Inside an Invocation the decision is made with it.
  if (currentInvocation() === processInvocation()) logger.refreshSampleRateCalculation();
  if (invocation.lambdaContext) logger.addContext(invocation.lambdaContext);
  // Before the event, so that its line carries the id as well.
  if (options.correlationIdPath) logger.setCorrelationId(invocation.event, options.correlationIdPath);
  logger.logEventIfEnabled(invocation.event, options.logEvent);
}

function fail(logger: LoggerOfInvocation, options: InjectLambdaContextOptions, error: unknown): void {
  if (options.flushBufferOnUncaughtError === false) logger.clearBuffer();
  else logger.flushBuffer();
  if (options.flushBufferOnUncaughtError) logger.error({ message: UNCAUGHT, error });
}
