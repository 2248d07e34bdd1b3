export { VERSION as PT_VERSION } from '../version.js';
export { cleanupMiddlewares } from './cleanup-middlewares.js';
export { deepMerge } from './deep-merge.js';
export { IDEMPOTENCY_KEY, LOGGER_KEY, METRICS_KEY, TRACER_KEY } from './middleware-keys.js';
export { addUserAgentMiddleware, isSdkClient } from './sdk-client.js';
export {
  getType,
  isIntegerNumber,
  isNull,
  isNullOrUndefined,
  isNumber,
  isRecord,
  isRegExp,
  isStrictEqual,
  isString,
  isStringUndefinedNullEmpty,
  isTruthy,
} from './type-utils.js';
export { Utility } from './utility.js';
