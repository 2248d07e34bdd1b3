import { type Context, context, createContextKey } from '@opentelemetry/api';
import { onceInProcess, processState } from '../shared/process-state.js';
import { LayeredContext } from './context/layered-context.js';
import { Invocation } from './invocation.js';

// `createContextKey` is `Symbol.for` underneath: every copy of this package finds the same Invocation.
const INVOCATION_KEY = createContextKey('otel-powertools.invocation');

/** Stands in for an invocation at module level, in tests and in scripts, so that no utility has to ask whether there is one. */
export function processInvocation(): Invocation {
  return onceInProcess(
    'invocation',
    () => new Invocation({ event: undefined, lambdaContext: undefined, coldStart: false, deadline: undefined }),
  );
}

export function contextWithInvocation(parent: Context, invocation: Invocation): Context {
  return new LayeredContext(parent, INVOCATION_KEY, invocation);
}

/** Says that somebody keeps state per record: a Logger, Metrics. Where nobody does, records need no Invocation of their own. */
export function expectRecords(): void {
  onceInProcess('records.expected', () => true);
}

export function recordsAreExpected(): boolean {
  return processState().values.has('records.expected');
}

/** The Invocation that `of` carries, if any. */
export function invocationOf(of: Context): Invocation | undefined {
  return of.getValue(INVOCATION_KEY) as Invocation | undefined;
}

interface RuntimeGlobal {
  readonly awslambda?: { readonly InvokeStore?: { getContext?(): unknown } };
}

const ofRuntime = new WeakMap<object, Invocation>();

/** The Invocation that somebody has opened for the running code, or that Lambda's runtime keeps apart from others. */
export function ownInvocation(of: Context): Invocation | undefined {
  return invocationOf(of) ?? runtimeInvocation();
}

/** The Invocation that the running code belongs to; outside any, one that stands for the whole process. */
export function currentInvocation(): Invocation {
  return ownInvocation(context.active()) ?? processInvocation();
}

/**
 * On Lambda Managed Instances invocations overlap, and the runtime keeps a context for each: it tells them apart where
 * nobody has opened an Invocation (Middy, a handler without a wrapper).
 */
function runtimeInvocation(): Invocation | undefined {
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
}
