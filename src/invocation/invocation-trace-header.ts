import { createSlot } from './invocation.js';
import { currentInvocation, processInvocation } from './scope.js';
import { currentTraceHeader, type TraceHeader } from './trace-header.js';

interface Kept {
  readonly header: TraceHeader | undefined;
}

/** The header that Lambda gave an invocation, as it was when the invocation began. */
export const traceHeaderSlot = createSlot<Kept>('trace-header', ({ lambdaContext }) => ({
  header: currentTraceHeader(lambdaContext),
}));

/** The header of the invocation that the running code belongs to; outside any, what Lambda says now. */
export const invocationTraceHeader = (): TraceHeader | undefined => {
  const invocation = currentInvocation();
  return invocation === processInvocation() ? currentTraceHeader() : invocation.get(traceHeaderSlot).header;
};
