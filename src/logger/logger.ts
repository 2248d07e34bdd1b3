import { asDecorator } from '../invocation/adapters/as-decorator.js';
import type { MethodDecorator } from '../invocation/adapters/method-decorator.js';
import { coldStartOf } from '../invocation/cold-start.js';
import { isDurableContext } from '../invocation/durable-context.js';
import type { LambdaContext } from '../invocation/lambda-context.js';
import { suggestService } from '../telemetry/settings/service.js';
import { correlationIdOf } from './correlation.js';
import { type InjectLambdaContextOptions, lambdaContextUtility, logRunner } from './inject-lambda-context.js';
import { enterKeys, runWithKeys } from './keys/scoped-keys.js';
import { lambdaFacts } from './lambda-facts.js';
import { type LevelName, type LogLevel, LogLevelThreshold } from './levels.js';
import type { LogItemExtraInput, LogItemMessage } from './output/input.js';
import { LogPipeline } from './output/pipeline.js';
import {
  type ConstructorOptions,
  checkLoggerOptions,
  type LogAttributes,
  type LogKeys,
  readLoggerSettings,
} from './settings.js';

const EVENT_MESSAGE = 'Lambda invocation event';

/**
 * Writes structured log lines: one JSON object each, on stdout, with what is known of the invocation and of the active
 * span. Every line is an OpenTelemetry log record too, and goes wherever `OTEL_LOGS_EXPORTER` says.
 *
 * @example
 * const logger = new Logger({ serviceName: 'orders' });
 * logger.appendKeys({ order_id: order.id });
 * logger.info('order received', { items: order.items.length });
 * logger.error('payment failed', error);
 */
export class Logger {
  readonly #options: ConstructorOptions;
  readonly #pipeline: LogPipeline;
  #warnedOfSearch = false;

  constructor(options: ConstructorOptions = {}) {
    if (new.target === Logger) checkLoggerOptions(options);
    this.#options = options;
    const settings = readLoggerSettings(options);
    suggestService(settings.ownService);
    this.#pipeline = new LogPipeline(options, settings);
    const { persistentKeys, persistentLogAttributes } = options;
    this.#pipeline.reportProblems();
    const keys = persistentKeys ?? persistentLogAttributes;
    if (keys) this.#pipeline.keys.replacePersistent(keys);
    this.#pipeline.levels.sample(this.#pipeline.state());
  }

  // Each level passes its own method on: where a line was logged is in the frame below that of the method.

  /**
   * Logs at TRACE: each step, for who looks for a fault.
   *
   * @param input - A message, or an object with one and with keys of this line.
   * @param extraInput - An error, a text, or objects whose keys go on this line.
   */
  trace(input: LogItemMessage, ...extraInput: LogItemExtraInput): void {
    this.#pipeline.log('TRACE', input, extraInput, Logger.prototype.trace);
  }

  /**
   * Logs at DEBUG: what helps to find a fault.
   *
   * @param input - A message, or an object with one and with keys of this line.
   * @param extraInput - An error, a text, or objects whose keys go on this line.
   */
  debug(input: LogItemMessage, ...extraInput: LogItemExtraInput): void {
    this.#pipeline.log('DEBUG', input, extraInput, Logger.prototype.debug);
  }

  /**
   * Writes a line at `INFO`, the default level.
   *
   * @param input - The text of the line, or an object with `message` and further keys.
   * @param extraInput - Objects whose keys go on this line alone, errors, or a text, which is kept under `extra`.
   * @example
   * logger.info('order received', { items: 3 });
   */
  info(input: LogItemMessage, ...extraInput: LogItemExtraInput): void {
    this.#pipeline.log('INFO', input, extraInput, Logger.prototype.info);
  }

  /**
   * Logs at WARN: what may become a fault.
   *
   * @param input - A message, or an object with one and with keys of this line.
   * @param extraInput - An error, a text, or objects whose keys go on this line.
   */
  warn(input: LogItemMessage, ...extraInput: LogItemExtraInput): void {
    this.#pipeline.log('WARN', input, extraInput, Logger.prototype.warn);
  }

  /**
   * Writes a line at `ERROR`, after those that the buffer has kept back, unless `flushOnErrorLog` is false. Takes what
   * {@link Logger.info} takes; an `Error` is written under `error`, with its name, message, stack and causes.
   *
   * @example
   * logger.error('payment failed', error);
   */
  error(input: LogItemMessage, ...extraInput: LogItemExtraInput): void {
    this.#pipeline.log('ERROR', input, extraInput, Logger.prototype.error);
  }

  /**
   * Logs at CRITICAL: a fault that ends the function's work.
   *
   * @param input - A message, or an object with one and with keys of this line.
   * @param extraInput - An error, a text, or objects whose keys go on this line.
   */
  critical(input: LogItemMessage, ...extraInput: LogItemExtraInput): void {
    this.#pipeline.log('CRITICAL', input, extraInput, Logger.prototype.critical);
  }

  /** The threshold in force. */
  get level(): number {
    return LogLevelThreshold[this.getLevelName()];
  }

  /** The name of the threshold in force, such as `INFO`. Inside an invocation it is that of the invocation. */
  getLevelName(): LevelName {
    return this.#pipeline.levels.of(this.#pipeline.state());
  }

  /**
   * Sets the level: inside an invocation for it alone, else for the Logger. `AWS_LAMBDA_LOG_LEVEL`, where set, stays in
   * force.
   *
   * @throws Error when `logLevel` is not the name of a level.
   */
  setLogLevel(logLevel: LogLevel): void {
    this.#pipeline.levels.set(logLevel, this.#pipeline.state());
  }

  /**
   * Puts `attributes` on every line of this invocation from now on; nested objects are merged.
   *
   * @example
   * logger.appendKeys({ order_id: order.id });
   */
  appendKeys(attributes: LogKeys = {}): void {
    this.#pipeline.keys.append(attributes);
  }

  /** Puts `attributes` on every line of this Logger from now on, in every invocation. */
  appendPersistentKeys(attributes: LogKeys = {}): void {
    this.#pipeline.keys.appendPersistent(attributes);
  }

  /** Takes the named keys that {@link Logger.appendKeys} has set off the lines to come. Unknown names are ignored. */
  removeKeys(keys: readonly string[] = []): void {
    this.#pipeline.keys.remove(keys);
  }

  /** Takes the named keys off every line of this Logger to come, in every invocation. Unknown names are ignored. */
  removePersistentKeys(keys: readonly string[] = []): void {
    this.#pipeline.keys.removePersistent(keys);
  }

  /** Drops the keys that `appendKeys` has set. */
  resetKeys(): void {
    this.#pipeline.keys.reset();
  }

  /**
   * Runs `fn` with `keys` on every line that it writes, and whatever it starts, however long that runs. Parallel branches
   * do not see each other's. Without `fn`, the keys hold to the end of the block: `using keys = logger.withKeys({ … })`.
   */
  withKeys<T>(keys: LogKeys, fn: () => T): T;
  withKeys(keys: LogKeys): Disposable;
  withKeys<T>(keys: LogKeys, fn?: () => T): T | Disposable {
    const allowed = this.#pipeline.keys.allowed(keys);
    return fn ? runWithKeys(allowed, fn) : enterKeys(allowed);
  }

  /** The keys that this Logger writes on every line of every invocation. */
  getPersistentLogAttributes(): LogAttributes {
    return this.#pipeline.keys.persistent();
  }

  /** @deprecated Use {@link getPersistentLogAttributes}. */
  get persistentLogAttributes(): LogAttributes {
    return this.getPersistentLogAttributes();
  }

  /** @deprecated Use {@link appendPersistentKeys}. */
  addPersistentLogAttributes(attributes: LogKeys): void {
    this.appendPersistentKeys(attributes);
  }

  /** @deprecated Use {@link appendPersistentKeys}; this one replaces all there are. */
  setPersistentLogAttributes(attributes: LogKeys = {}): void {
    this.#pipeline.keys.replacePersistent(attributes);
  }

  /** @deprecated Use {@link removePersistentKeys}. */
  removePersistentLogAttributes(keys: readonly string[] = []): void {
    this.removePersistentKeys(keys);
  }

  /**
   * Puts `value` on every line as `correlation_id`; with a path, what it finds in `value`, which then is the event.
   * A path of keys needs nothing more; any other JMESPath expression needs the option `correlationIdSearchFn`.
   */
  setCorrelationId(value: unknown, correlationIdPath?: string): void {
    if (typeof correlationIdPath !== 'string') {
      this.appendKeys({ correlation_id: value });
      return;
    }
    const found = correlationIdOf(correlationIdPath, value, this.#options.correlationIdSearchFn);
    if (found.value) this.appendKeys({ correlation_id: found.value });
    if (!found.problem || this.#warnedOfSearch) return;
    this.#warnedOfSearch = true;
    this.#pipeline.notice('WARN', `No correlation id from the path "${correlationIdPath}": ${found.problem}.`);
  }

  /** The id that {@link Logger.setCorrelationId} has set; `undefined` if there is none. */
  getCorrelationId(): unknown {
    return this.#pipeline.keys.temporary().get('correlation_id');
  }

  /** Decides afresh whether to log at DEBUG; inside `withPowertools` every invocation does. */
  refreshSampleRateCalculation(): void {
    this.#pipeline.levels.refresh(this.#pipeline.state());
  }

  /**
   * A Logger with the settings and keys of this one, and `options` over them.
   *
   * @example
   * const payments = logger.createChild({ persistentKeys: { component: 'payments' } });
   */
  createChild(options: ConstructorOptions = {}): Logger {
    const { persistentKeys, persistentLogAttributes, ...others } = options;
    const child = this.createLogger({
      ...this.#options,
      logLevel: this.getLevelName(),
      ...others,
      persistentLogAttributes: undefined,
      persistentKeys: this.getPersistentLogAttributes(),
    });
    const own = persistentKeys ?? persistentLogAttributes;
    if (own) child.appendPersistentKeys(own);
    child.appendKeys(Object.fromEntries(this.#pipeline.keys.temporary()));
    child.#pipeline.state().lambda = this.#pipeline.state().lambda;
    return child;
  }

  /** Makes the Logger that {@link createChild} returns: override it to get one of your own class. */
  protected createLogger(options?: ConstructorOptions): Logger {
    return new Logger(options);
  }

  /** Writes what the buffer of this invocation holds. */
  flushBuffer(): void {
    this.#pipeline.flush(this.#pipeline.state());
  }

  /** Forgets what the buffer of this invocation holds. */
  clearBuffer(): void {
    this.#pipeline.state().buffer?.clear();
  }

  /** Puts the facts of the invocation on every line. Inside `withPowertools` they are there already. */
  addContext(context: LambdaContext): void {
    const state = this.#pipeline.state();
    const lambdaContext = isDurableContext(context) ? context.lambdaContext : context;
    const coldStart = state.invocation?.coldStart ?? coldStartOf(lambdaContext);
    state.lambda = lambdaFacts(lambdaContext, coldStart);
  }

  /** Logs `event`, where `overwriteValue` or else `POWERTOOLS_LOGGER_LOG_EVENT` says so. */
  logEventIfEnabled(event: unknown, overwriteValue?: boolean): void {
    if (this.shouldLogEvent(overwriteValue)) this.info(EVENT_MESSAGE, { event });
  }

  /** What `POWERTOOLS_LOGGER_LOG_EVENT` says. */
  getLogEvent(): boolean {
    return this.#pipeline.settings.logEvent;
  }

  /**
   * Whether the event is to be logged: `overwriteValue` if it is given, else what `POWERTOOLS_LOGGER_LOG_EVENT` says.
   */
  shouldLogEvent(overwriteValue?: boolean): boolean {
    return typeof overwriteValue === 'boolean' ? overwriteValue : this.getLogEvent();
  }

  /** A method decorator, under TypeScript's old and the standard dialect, that does what the middleware does. */
  injectLambdaContext(options?: InjectLambdaContextOptions): MethodDecorator {
    return asDecorator(lambdaContextUtility([this], options), logRunner);
  }
}
