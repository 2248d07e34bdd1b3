import { once } from '../shared/process-state.js';

declare module '../shared/process-state.js' {
  interface ProcessState {
    /** `warm` once an invocation was begun. */
    environment: { warm: boolean };
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
