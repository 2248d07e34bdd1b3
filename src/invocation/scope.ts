import { type Context, context, createContextKey } from '@opentelemetry/api';
import { Invocation } from './invocation.js';
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
  parent.setValue(INVOCATION_KEY, invocation);

/** The Invocation that `of` carries, if any. */
export const invocationOf = (of: Context): Invocation | undefined =>
  of.getValue(INVOCATION_KEY) as Invocation | undefined;

/** The Invocation that the running code belongs to; outside any, one that stands for the whole process. */
export const currentInvocation = (): Invocation => invocationOf(context.active()) ?? processInvocation();
