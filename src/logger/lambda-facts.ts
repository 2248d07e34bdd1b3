import type { LambdaContext } from '../invocation/lambda-context.js';

/** What a line says of the Lambda invocation it belongs to. */
export interface LambdaFacts {
  readonly coldStart: boolean;
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memoryLimitInMB: string;
  readonly invokedFunctionArn: string;
  readonly awsRequestId: string;
  readonly tenantId?: string | undefined;
}

export function lambdaFacts(context: LambdaContext, coldStart: boolean): LambdaFacts {
  return {
    coldStart,
    functionName: context.functionName,
    functionVersion: context.functionVersion,
    memoryLimitInMB: context.memoryLimitInMB,
    invokedFunctionArn: context.invokedFunctionArn,
    awsRequestId: context.awsRequestId,
    tenantId: context.tenantId,
  };
}
