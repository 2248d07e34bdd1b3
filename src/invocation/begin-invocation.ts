import { coldStartOf } from './cold-start.js';
import { deadlineOf } from './deadline-guard.js';
import { isReplayEvent, isReplaying } from './durable-context.js';
import { Invocation, type InvocationCall } from './invocation.js';
import { awaitedInvocation } from './scope.js';
import { traceHeaderSlot } from './trace-context/invocation-trace-header.js';

/** The Invocation that begins with what Lambda's runtime has just called a handler with. */
export function beginInvocation(call: InvocationCall): Invocation {
  const { event, lambdaContext, responseStream, durableContext } = call;
  const coldStart = coldStartOf(lambdaContext);
  const init = {
    event,
    lambdaContext,
    // Nobody has waited for an environment in which a durable function goes on.
    coldStart: coldStart && !(durableContext ? isReplaying(durableContext) : isReplayEvent(event)),
    deadline: deadlineOf(lambdaContext),
    responseStream,
    durableContext,
  };
  const invocation = awaitedInvocation(init) ?? new Invocation(init);
  // Now: where invocations overlap, the variable is the next one's by the time that somebody asks.
  invocation.get(traceHeaderSlot);
  return invocation;
}
