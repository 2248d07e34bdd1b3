import type { AnyContext } from './durable-context.js';
import type { InvocationCall } from './invocation.js';
import type { ResponseStream } from './response-stream.js';

/** How a handler was called: by Lambda, by Middy, as a method. */
export interface RunCall extends Omit<InvocationCall, 'lambdaContext' | 'durableContext'> {
  /** What it was called with as its context: Lambda's, or that of a durable function. */
  readonly lambdaContext: AnyContext;
  /** Where the handler writes its response, if it streams it. */
  readonly responseStream?: ResponseStream | undefined;
  /** Whether the handler cannot be brought into the context of the run (Middy, under somebody else's context manager). */
  readonly isDetached?: boolean;
  /** Whether the invocation was answered, and nobody will say so: a middleware of Middy has answered before the handler. */
  readonly isOver?: () => boolean;
}

/** The same with Lambda's own context. */
export type ReadCall = InvocationCall & Pick<RunCall, 'responseStream' | 'isDetached' | 'isOver'>;
