import type { Invocation } from '../invocation/invocation.js';
import { processInvocation } from '../invocation/scope.js';

/** Whether the invocation had to wait for its environment to start. Outside any, as far as Lambda's environment tells. */
export function isColdStart(invocation: Invocation): boolean {
  return invocation === processInvocation()
    ? process.env.AWS_LAMBDA_INITIALIZATION_TYPE === 'on-demand'
    : invocation.coldStart;
}
