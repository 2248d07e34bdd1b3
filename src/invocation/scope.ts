import { type Context, context, createContextKey } from '@opentelemetry/api';
import { Invocation } from './invocation.js';
import { LayeredContext } from './layered-context.js';
import { onceInProcess } from './process-state.js';

// `createContextKey` is `Symbol.for` underneath: every copy of this package finds the same Invocation.
const INVOCATION_KEY = createContextKey('otel-powertools.invocation');

/** Stands in for an invocation at module level, in tests and in scripts, so that no utility has to ask whether there is one. */
export const processInvocation = (): Invocation =>
  onceInProcess(
    'invocation',
    () => new Invocation({ event: undefined, lambdaContext: undefined, coldStart: false, deadline: undefined }),
  );

export const contextWithInvocation = (parent: Context, invocation: Invocation): Context =>
  new LayeredContext(parent, INVOCATION_KEY, invocation);

/** The Invocation that `of` carries, if any. */
export const invocationOf = (of: Context): Invocation | undefined =>
  of.getValue(INVOCATION_KEY) as Invocation | undefined;

interface RuntimeGlobal {
  readonly awslambda?: { readonly InvokeStore?: { getContext?(): unknown } };
}

const ofRuntime = new WeakMap<object, Invocation>();

/**
 * On Lambda Managed Instances invocations overlap, and the runtime keeps a context for each: it tells them apart where
 * nobody has opened an Invocation (Middy, a handler without a wrapper).
 */
const runtimeInvocation = (): Invocation | undefined => {
  // Lambda's Node.js runtime puts it there; nothing declares it.
  const store = (globalThis as RuntimeGlobal).awslambda?.InvokeStore;
  if (!store || !process.env.AWS_LAMBDA_MAX_CONCURRENCY) return undefined;
  const found = store.getContext?.();
  if (typeof found !== 'object' || found === null) return undefined;
  let invocation = ofRuntime.get(found);
  if (!invocation) {
    // What begins an Invocation knows whether the process was cold; here it is asked by whoever reports it.
    invocation = new Invocation({ event: undefined, lambdaContext: undefined, coldStart: false, deadline: undefined });
    ofRuntime.set(found, invocation);
  }
  return invocation;
};

/** The Invocation that somebody has opened for the running code, or that Lambda's runtime keeps apart from others. */
export const ownInvocation = (of: Context): Invocation | undefined => invocationOf(of) ?? runtimeInvocation();

/** The Invocation that the running code belongs to; outside any, one that stands for the whole process. */
export const currentInvocation = (): Invocation => ownInvocation(context.active()) ?? processInvocation();
