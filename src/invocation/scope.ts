import { type Context, context, createContextKey } from '@opentelemetry/api';
import { once, peek } from '../shared/process-state.js';
import { LayeredContext } from './context/layered-context.js';
import { Invocation } from './invocation.js';

declare module '../shared/process-state.js' {
  interface ProcessState {
    processInvocation: Invocation;
    recordsExpected: boolean;
    /** By the context that the runtime keeps for each. */
    runtimeInvocations: WeakMap<object, Invocation>;
  }
}

// `createContextKey` is `Symbol.for` underneath: every copy of this package finds the same Invocation.
const INVOCATION_KEY = createContextKey('otel-powertools.invocation');

/** Stands in for an invocation at module level, in tests and in scripts, so that no utility has to ask whether there is one. */
export function processInvocation(): Invocation {
  return once('processInvocation', unknownInvocation);
}

export function contextWithInvocation(parent: Context, invocation: Invocation): Context {
  return new LayeredContext(parent, INVOCATION_KEY, invocation);
}

/** Says that somebody keeps state per record: a Logger, Metrics. Where nobody does, records need no Invocation of their own. */
export function expectRecords(): void {
  once('recordsExpected', () => true);
}

export function recordsAreExpected(): boolean {
  return peek('recordsExpected') ?? false;
}

/** The Invocation that `of` carries, if any. */
export function invocationOf(of: Context): Invocation | undefined {
  return of.getValue(INVOCATION_KEY) as Invocation | undefined;
}

interface RuntimeGlobal {
  readonly awslambda?: { readonly InvokeStore?: { getContext?(): unknown } };
}

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
  const ofRuntime = once('runtimeInvocations', () => new WeakMap());
  let invocation = ofRuntime.get(found);
  if (!invocation) {
    // What begins an Invocation knows whether the process was cold; here it is asked by whoever reports it.
    invocation = unknownInvocation();
    ofRuntime.set(found, invocation);
  }
  return invocation;
}

function unknownInvocation(): Invocation {
  return new Invocation({ event: undefined, lambdaContext: undefined, coldStart: false, deadline: undefined });
}
