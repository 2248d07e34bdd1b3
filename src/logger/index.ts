export type { MethodDecorator } from '../invocation/adapters/method-decorator.js';
export { correlationPaths } from './correlation-paths.js';
export { LogFormatter, LogItem, type UnformattedAttributes } from './formatter.js';
export type { InjectLambdaContextOptions } from './inject-lambda-context.js';
export { LogLevel, LogLevelThreshold } from './levels.js';
export { Logger } from './logger.js';
export type { LoggerInterface } from './logger-interface.js';
export type { LogBufferOptions } from './output/buffer-options.js';
export type { LogItemExtraInput, LogItemMessage } from './output/input.js';
export type {
  ConfigService,
  ConstructorOptions,
  CustomJsonReplacerFn,
  Environment,
  LogAttributes,
  LogKeys,
} from './settings.js';
