export { takeColdStart } from './cold-start.js';
export { AsyncLocalStorageContextManager, ensureContextManager } from './context-manager.js';
export {
  createSlot,
  type FlushListener,
  type FlushReason,
  Invocation,
  type InvocationInit,
  type Slot,
} from './invocation.js';
export type { LambdaContext } from './lambda-context.js';
export { onceInProcess, processState } from './process-state.js';
export { contextWithInvocation, currentInvocation, invocationOf, processInvocation } from './scope.js';
export { compose, type Next, type Run, type Utility } from './utility.js';
