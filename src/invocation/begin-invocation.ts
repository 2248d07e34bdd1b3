import { takeColdStart } from './cold-start.js';
import { deadlineOf } from './deadline-guard.js';
import { Invocation } from './invocation.js';
import type { LambdaContext } from './lambda-context.js';

/** The Invocation that begins with what Lambda's runtime has just called a handler with. */
export const beginInvocation = (
  event: unknown,
  lambdaContext: LambdaContext | undefined,
  responseStream?: unknown,
): Invocation =>
  new Invocation({
    event,
    lambdaContext,
    coldStart: takeColdStart(),
    deadline: deadlineOf(lambdaContext),
    responseStream,
  });
