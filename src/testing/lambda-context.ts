import type { LambdaContext } from '../invocation/lambda-context.js';

/** A Lambda context: `Context` of `@types/aws-lambda` takes it. */
export interface TestLambdaContext extends LambdaContext {
  callbackWaitsForEmptyEventLoop: boolean;
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  tenantId?: string | undefined;
  clientContext?: undefined;
  done(): void;
  fail(): void;
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
