import type { Logger } from './logger.js';
import type { ConstructorOptions } from './settings.js';

/** What {@link Logger} has of the logger of Powertools, for code that takes any of the two. */
export interface LoggerInterface
  extends Pick<
    Logger,
    | 'addContext'
    | 'appendKeys'
    | 'appendPersistentKeys'
    | 'critical'
    | 'debug'
    | 'error'
    | 'flushBuffer'
    | 'getLevelName'
    | 'getLogEvent'
    | 'getPersistentLogAttributes'
    | 'info'
    | 'injectLambdaContext'
    | 'logEventIfEnabled'
    | 'refreshSampleRateCalculation'
    | 'removeKeys'
    | 'removePersistentLogAttributes'
    | 'resetKeys'
    | 'setCorrelationId'
    | 'setLogLevel'
    | 'setPersistentLogAttributes'
    | 'shouldLogEvent'
    | 'trace'
    | 'warn'
  > {
  /** Makes a logger with the keys and settings of this one, changed by `options`. */
  createChild(options?: ConstructorOptions): LoggerInterface;
}
