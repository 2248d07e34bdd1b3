import { takeColdStart } from '../invocation/cold-start.js';
import type { LambdaContext } from '../invocation/lambda-context.js';
import { once } from '../shared/process-state.js';

declare module '../shared/process-state.js' {
  interface ProcessState {
    coldStartOfLoggers: { known: ColdStart | undefined };
  }
}

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

interface ColdStart {
  requestId: string | undefined;
  coldStart: boolean;
}

/**
 * Whether the invocation of `requestId` was a cold start, where nobody opened an Invocation for it. Several loggers ask
 * about the same invocation, and must hear the same.
 */
export function coldStartOf(requestId: string | undefined): boolean {
  const last = once('coldStartOfLoggers', () => ({ known: undefined }));
  if (!last.known || last.known.requestId !== requestId) last.known = { requestId, coldStart: takeColdStart() };
  return last.known.coldStart;
}
