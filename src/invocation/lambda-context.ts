/**
 * What Lambda's Node.js runtime passes as the second argument: the part this package reads. `Context` of
 * `@types/aws-lambda` is assignable to it.
 */
export interface LambdaContext {
  /** The name of the function, such as `orders`. */
  readonly functionName: string;
  /** The version that runs: `$LATEST`, or a number. */
  readonly functionVersion: string;
  /** The ARN that the caller used; it ends with the version or alias if the caller named one. */
  readonly invokedFunctionArn: string;
  /** Megabytes, as a string of digits. */
  readonly memoryLimitInMB: string;
  /** The id of the invocation, a UUID. A retry by Lambda has the same. */
  readonly awsRequestId: string;
  /** The log group of the function, such as `/aws/lambda/orders`. */
  readonly logGroupName?: string;
  /** The log stream of the execution environment. */
  readonly logStreamName?: string;
  /** The whole `X-Amzn-Trace-Id` header; Lambda's Node.js 24 runtime and Managed Instances set it. */
  readonly xRayTraceId?: string | undefined;
  /** The tenant that the invocation is for, where the function isolates tenants. */
  readonly tenantId?: string | undefined;
  /** What a mobile SDK or the caller of `Invoke` has passed along. */
  readonly clientContext?: unknown;
  /** Milliseconds until Lambda ends the invocation for its time-out. */
  getRemainingTimeInMillis(): number;
}

/** Whether `value` is what Lambda passes as the context: a test may pass less of it. */
export function isLambdaContext(value: unknown): value is LambdaContext {
  return (
    typeof value === 'object' && value !== null && ('awsRequestId' in value || 'getRemainingTimeInMillis' in value)
  );
}
