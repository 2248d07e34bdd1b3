/**
 * What Lambda's Node.js runtime passes as the second argument: the part this package reads. `Context` of
 * `@types/aws-lambda` is assignable to it.
 */
export interface LambdaContext {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly invokedFunctionArn: string;
  /** Megabytes, as a string of digits. */
  readonly memoryLimitInMB: string;
  readonly awsRequestId: string;
  readonly logGroupName?: string;
  readonly logStreamName?: string;
  /** The whole `X-Amzn-Trace-Id` header; Lambda's Node.js 24 runtime and Managed Instances set it. */
  readonly xRayTraceId?: string | undefined;
  readonly tenantId?: string | undefined;
  readonly clientContext?: unknown;
  getRemainingTimeInMillis(): number;
}

/** Whether `value` is what Lambda passes as the context: a test may pass less of it. */
export function isLambdaContext(value: unknown): value is LambdaContext {
  return (
    typeof value === 'object' && value !== null && ('awsRequestId' in value || 'getRemainingTimeInMillis' in value)
  );
}
