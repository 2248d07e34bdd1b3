import type { LambdaContext } from '../../src/invocation/lambda-context.js';

/** A context as Lambda's runtime makes it: one for each invocation. */
export const lambdaContext = (awsRequestId = 'request-1'): LambdaContext => ({
  functionName: 'orders',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
  memoryLimitInMB: '128',
  awsRequestId,
  getRemainingTimeInMillis: () => 30_000,
});
