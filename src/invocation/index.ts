export { beginInvocation } from './begin-invocation.js';
export { takeColdStart } from './cold-start.js';
export {
  AsyncLocalStorageContextManager,
  ensureContextManager,
  enterContext,
  enterContextUntilLeft,
} from './context-manager.js';
export { type DeadlineGuard, deadlineOf, startDeadlineGuard } from './deadline-guard.js';
export {
  createSlot,
  type FlushListener,
  type FlushReason,
  Invocation,
  type InvocationInit,
  type Slot,
} from './invocation.js';
export {
  type InvocationSpanSettings,
  recordFailure,
  recordResult,
  startInvocationSpan,
} from './invocation-span.js';
export { invocationTraceHeader, traceHeaderSlot } from './invocation-trace-header.js';
export type { LambdaContext } from './lambda-context.js';
export { type ParentDecision, type ParentPolicy, type ParentRule, resolveParent } from './parent.js';
export { type Pending, together } from './pending.js';
export { onceInProcess, processState } from './process-state.js';
export {
  observeResponseStream,
  type ResponseStream,
  ResponseStreamAbortedError,
  recordStream,
  type StreamObservation,
  type StreamOutcome,
} from './response-stream.js';
export { contextWithInvocation, currentInvocation, invocationOf, ownInvocation, processInvocation } from './scope.js';
export { currentTraceHeader, parseTraceHeader, type TraceHeader } from './trace-header.js';
export { detectTrigger, type Trigger } from './trigger.js';
export { compose, type Next, type Run, type Utility } from './utility.js';
