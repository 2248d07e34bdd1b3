import type { Generation } from './generation.js';
import type { NextInvocation } from './runtime-client.js';

/** The second argument of a handler, as Lambda's Node.js runtime builds it. */
export interface RuntimeContext {
  readonly functionName: string;
  readonly functionVersion: string;
  readonly memoryLimitInMB: string;
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly invokedFunctionArn: string;
  readonly awsRequestId: string;
  readonly tenantId: string | undefined;
  /** From Node.js 24 on. */
  readonly xRayTraceId?: string | undefined;
  readonly clientContext: unknown;
  readonly identity: unknown;
  getRemainingTimeInMillis(): number;
}

export function createContext(
  invocation: NextInvocation,
  generation: Generation,
  env: NodeJS.ProcessEnv = process.env,
): RuntimeContext {
  return {
    functionName: env.AWS_LAMBDA_FUNCTION_NAME ?? '',
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION ?? '',
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? '',
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME ?? '',
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME ?? '',
    invokedFunctionArn: invocation.functionArn,
    awsRequestId: invocation.requestId,
    tenantId: invocation.tenantId,
    ...(generation === 4 && { xRayTraceId: invocation.traceHeader }),
    clientContext: parse(invocation.clientContext),
    identity: parse(invocation.cognitoIdentity),
    getRemainingTimeInMillis: () => invocation.deadline - Date.now(),
  };
}

function parse(json: string | undefined): unknown {
  return json === undefined ? undefined : JSON.parse(json);
}
