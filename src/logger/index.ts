export type { MethodDecorator } from '../invocation/method-decorator.js';
export type { LogBufferOptions } from './buffer-options.js';
export { correlationPaths } from './correlation.js';
export { LogFormatter, LogItem, type UnformattedAttributes } from './formatter.js';
export type { InjectLambdaContextOptions } from './inject-lambda-context.js';
export type { LogItemExtraInput, LogItemMessage } from './input.js';
export { LogLevel, LogLevelThreshold } from './levels.js';
export { Logger } from './logger.js';
export type {
  ConfigService,
  ConstructorOptions,
  CustomJsonReplacerFn,
  Environment,
  LogAttributes,
  LogKeys,
} from './settings.js';
