import { attempt } from '../shared/unknown.js';

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

const FACTS = [
  'awsRequestId',
  'functionName',
  'functionVersion',
  'invokedFunctionArn',
  'memoryLimitInMB',
  'tenantId',
] as const;

/** What a context says of the invocation and its function, read once. */
export type ContextFacts = { readonly [Name in (typeof FACTS)[number]]: LambdaContext[Name] };

/** Reads a context. One of a test or of another runtime may have getters that throw: these cost what they would give. */
export function factsOf(lambdaContext: LambdaContext): ContextFacts {
  try {
    const { awsRequestId, functionName, functionVersion, invokedFunctionArn, memoryLimitInMB, tenantId } =
      lambdaContext;
    return { awsRequestId, functionName, functionVersion, invokedFunctionArn, memoryLimitInMB, tenantId };
  } catch {
    // What cannot be read is not there; whoever uses it copes with contexts of tests, which lack as much.
    return Object.fromEntries(FACTS.map((name) => [name, attempt(() => lambdaContext[name])])) as ContextFacts;
  }
}

/** The name of the function; undefined outside Lambda. */
export function functionNameOf(lambdaContext: LambdaContext | undefined): string | undefined {
  return attempt(() => lambdaContext?.functionName);
}

/** Whether `value` is what Lambda passes as the context: a test may pass less of it. */
export function isLambdaContext(value: unknown): value is LambdaContext {
  return (
    typeof value === 'object' && value !== null && ('awsRequestId' in value || 'getRemainingTimeInMillis' in value)
  );
}
