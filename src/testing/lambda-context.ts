import type { LambdaContext } from '../invocation/lambda-context.js';

/** A Lambda context: `Context` of `@types/aws-lambda` takes it. */
export interface TestLambdaContext extends LambdaContext {
  /** `true`, as Lambda's own. */
  callbackWaitsForEmptyEventLoop: boolean;
  /** The option `functionName`. Default: `function`. */
  functionName: string;
  /** `$LATEST`. */
  functionVersion: string;
  /** The ARN of the function, in `us-east-1` and the account `123456789012`. */
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  /** The option `awsRequestId`. Default: a new UUID for each context. */
  awsRequestId: string;
  /** `/aws/lambda/` and the name of the function. */
  logGroupName: string;
  /** The name of a log stream, always the same. */
  logStreamName: string;
  /** The option `tenantId`. Absent if it is not given. */
  tenantId?: string | undefined;
  /** Always absent: no mobile SDK has called. */
  clientContext?: undefined;
  /** Does nothing: a handler returns its result. */
  done(): void;
  /** Does nothing: a handler throws its error. */
  fail(): void;
  /** Does nothing: a handler returns its result. */
  succeed(): void;
}

export interface LambdaContextOptions {
  /** Default: `function`. */
  readonly functionName?: string;
  /** Default: a new one for each context. */
  readonly awsRequestId?: string;
  /** How long the invocation may still take, from now on, in milliseconds. Default: 3000, as Lambda's own. */
  readonly remainingMillis?: number;
  /** Default: 128. */
  readonly memoryLimitInMB?: number;
  /** The trace header that Lambda gives the invocation: `Root=1-…;Parent=…;Sampled=1`. */
  readonly xRayTraceId?: string;
  /** The tenant that the invocation is for. Default: none. */
  readonly tenantId?: string;
}

/**
 * A Lambda context as the runtime passes it.
 *
 * @example
 * await handler(event, lambdaContext({ functionName: 'orders', remainingMillis: 500 }));
 */
export function lambdaContext(options: LambdaContextOptions = {}): TestLambdaContext {
  const { functionName = 'function', remainingMillis = 3000, memoryLimitInMB = 128 } = options;
  const deadline = Date.now() + remainingMillis;
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:us-east-1:123456789012:function:${functionName}`,
    memoryLimitInMB: String(memoryLimitInMB),
    awsRequestId: options.awsRequestId ?? crypto.randomUUID(),
    logGroupName: `/aws/lambda/${functionName}`,
    logStreamName: '2026/01/01/[$LATEST]0123456789abcdef0123456789abcdef',
    ...(options.xRayTraceId !== undefined && { xRayTraceId: options.xRayTraceId }),
    ...(options.tenantId !== undefined && { tenantId: options.tenantId }),
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
    done: ignore,
    fail: ignore,
    succeed: ignore,
  };
}

function ignore(): void {}
