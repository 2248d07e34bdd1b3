import { type Invocation, processInvocation } from '../invocation/index.js';

/** Whether the invocation had to wait for its environment to start. Outside any, as far as Lambda's environment tells. */
export const isColdStart = (invocation: Invocation): boolean =>
  invocation === processInvocation()
    ? process.env.AWS_LAMBDA_INITIALIZATION_TYPE === 'on-demand'
    : invocation.coldStart;
