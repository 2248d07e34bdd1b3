import { type Context, context, createContextKey } from '@opentelemetry/api';
import { once, peek } from '../shared/process-state.js';
import { LayeredContext } from './context/layered-context.js';
import { Invocation, type InvocationInit } from './invocation.js';
import { factsOf, type LambdaContext } from './lambda-context.js';

declare module '../shared/process-state.js' {
  interface ProcessState {
    processInvocation: Invocation;
    recordsExpected: boolean;
    /** By the context that the runtime keeps for each. */
    runtimeInvocations: WeakMap<object, RuntimeEntry>;
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

/** The Invocation that somebody has opened for the running code, or that Lambda's runtime keeps apart from others. */
export function ownInvocation(of: Context): Invocation | undefined {
  return invocationOf(of) ?? runtimeInvocation();
}

/** The Invocation that the running code belongs to; outside any, one that stands for the whole process. */
export function currentInvocation(): Invocation {
  return ownInvocation(context.active()) ?? processInvocation();
}

/** Whether code that was called with `lambdaContext`, if with any, is of this invocation. */
export function isOf(invocation: Invocation, lambdaContext: LambdaContext | undefined): boolean {
  const known = invocation.lambdaContext;
  if (!lambdaContext || !known || known === lambdaContext) return true;
  return factsOf(known).awsRequestId === factsOf(lambdaContext).awsRequestId;
}

/** Lambda's runtime puts it there; nothing declares it. */
interface RuntimeGlobal {
  readonly awslambda?: { readonly InvokeStore?: { getContext?(): unknown } };
}

/** What is known of an invocation by the context that Lambda's runtime keeps for it. */
interface RuntimeEntry {
  readonly invocation: Invocation;
  /** False as long as somebody has asked for it and nobody has begun it. */
  begun: boolean;
}

/**
 * The Invocation to begin, where Lambda's runtime keeps it apart from others and it is the first to begin for its context:
 * code that has lost its way finds it there. What was kept in it before it began stays with it.
 */
export function awaitedInvocation(init: InvocationInit): Invocation | undefined {
  const found = runtimeContext();
  if (found === undefined) return undefined;
  const entries = runtimeEntries();
  const entry = entries.get(found);
  if (entry?.begun) return undefined;
  const invocation = entry ? Object.assign(entry.invocation, init) : new Invocation(init);
  entries.set(found, { invocation, begun: true });
  return invocation;
}

function runtimeContext(): object | undefined {
  const store = (globalThis as RuntimeGlobal).awslambda?.InvokeStore;
  if (!store || !process.env.AWS_LAMBDA_MAX_CONCURRENCY) return undefined;
  const found = store.getContext?.();
  return typeof found === 'object' && found !== null ? found : undefined;
}

function runtimeEntries(): WeakMap<object, RuntimeEntry> {
  return once('runtimeInvocations', createEntries);
}

function createEntries(): WeakMap<object, RuntimeEntry> {
  return new WeakMap();
}

function unknownInvocation(): Invocation {
  return new Invocation({ event: undefined, lambdaContext: undefined, coldStart: false, deadline: undefined });
}

/**
 * On Lambda Managed Instances invocations overlap, and the runtime keeps a context for each: it tells them apart where
 * nobody has opened an Invocation (a handler without a wrapper, code that a library calls from elsewhere).
 */
function runtimeInvocation(): Invocation | undefined {
  const found = runtimeContext();
  if (found === undefined) return undefined;
  const entries = runtimeEntries();
  let entry = entries.get(found);
  if (!entry) {
    // What begins an Invocation knows whether the process was cold; here it is asked by whoever reports it.
    entry = { invocation: unknownInvocation(), begun: false };
    entries.set(found, entry);
  }
  return entry.invocation;
}
