import { coldStartOf } from './cold-start.js';
import { deadlineOf } from './deadline-guard.js';
import { Invocation } from './invocation.js';
import type { LambdaContext } from './lambda-context.js';
import { awaitedInvocation } from './scope.js';
import { traceHeaderSlot } from './trace-context/invocation-trace-header.js';

/** The Invocation that begins with what Lambda's runtime has just called a handler with. */
export function beginInvocation(
  event: unknown,
  lambdaContext: LambdaContext | undefined,
  responseStream?: unknown,
): Invocation {
  const init = {
    event,
    lambdaContext,
    coldStart: coldStartOf(lambdaContext),
    deadline: deadlineOf(lambdaContext),
    responseStream,
  };
  const invocation = awaitedInvocation(init) ?? new Invocation(init);
  // Now: where invocations overlap, the variable is the next one's by the time that somebody asks.
  invocation.get(traceHeaderSlot);
  return invocation;
}
