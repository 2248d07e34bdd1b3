import { factsOf, type LambdaContext } from '../invocation/lambda-context.js';

/** What a line says of the Lambda invocation it belongs to. */
export interface LambdaFacts {
  /** Whether the invocation is the first of its execution environment, and had to wait for it. */
  readonly coldStart: boolean;
  /** The name of the function, such as `orders`. */
  readonly functionName: string;
  /** The version that runs: `$LATEST`, or a number. */
  readonly functionVersion: string;
  /** Megabytes, as a string of digits: `128`. */
  readonly memoryLimitInMB: string;
  /** The ARN that the caller used. */
  readonly invokedFunctionArn: string;
  /** The id of the invocation, a UUID. */
  readonly awsRequestId: string;
  /** The tenant that the invocation is for, where the function isolates tenants. */
  readonly tenantId?: string | undefined;
}

export function lambdaFacts(context: LambdaContext, coldStart: boolean): LambdaFacts {
  const { functionName, functionVersion, memoryLimitInMB, invokedFunctionArn, awsRequestId, tenantId } =
    factsOf(context);
  return { coldStart, functionName, functionVersion, memoryLimitInMB, invokedFunctionArn, awsRequestId, tenantId };
}
