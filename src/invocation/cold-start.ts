import { once } from '../shared/process-state.js';

declare module '../shared/process-state.js' {
  interface ProcessState {
    /** `warm` once an invocation was begun. */
    environment: { warm: boolean };
    /** Contexts of invocations that were a cold start. */
    coldStarts: WeakSet<object>;
  }
}

/**
 * Whether this invocation is the first of its execution environment and had to wait for it to start. Asking takes the
 * answer: only one invocation of a process is the first. Where Lambda started the environment ahead of traffic
 * (provisioned concurrency, SnapStart, Managed Instances) no invocation waited for it.
 */
export function takeColdStart(env: Readonly<Record<string, string | undefined>> = process.env): boolean {
  const state = once('environment', () => ({ warm: false }));
  const first = !state.warm;
  state.warm = true;
  return first && (env.AWS_LAMBDA_INITIALIZATION_TYPE ?? 'on-demand') === 'on-demand';
}

/**
 * The same for the invocation that Lambda has called with `lambdaContext`: several may ask, and hear the same. Lambda makes
 * a context for each invocation, whereas a retry comes with the request id of the first attempt.
 */
export function coldStartOf(lambdaContext: unknown): boolean {
  if (typeof lambdaContext !== 'object' || lambdaContext === null) return takeColdStart();
  const asked = once('coldStarts', createAsked);
  if (asked.has(lambdaContext)) return true;
  const coldStart = takeColdStart();
  if (coldStart) asked.add(lambdaContext);
  return coldStart;
}

/** Says that the invocation of `lambdaContext` is over: a test may pass the same context again. */
export function forgetColdStart(lambdaContext: object): void {
  once('coldStarts', createAsked).delete(lambdaContext);
}

function createAsked(): WeakSet<object> {
  return new WeakSet();
}
