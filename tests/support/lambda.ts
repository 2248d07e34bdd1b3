import type { LambdaContext } from 'otel-powertools';

const ACCOUNT = '123456789012';

let requests = 0;

/** A Lambda context as the runtime makes it. */
export const lambdaContext = (changes: Partial<LambdaContext> & { remainingMillis?: number } = {}): LambdaContext => {
  const { remainingMillis = 3000, ...rest } = changes;
  const deadline = Date.now() + remainingMillis;
  requests += 1;
  return {
    functionName: 'orders',
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:eu-west-1:${ACCOUNT}:function:orders`,
    memoryLimitInMB: '256',
    awsRequestId: `00000000-0000-4000-8000-${String(requests).padStart(12, '0')}`,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    ...rest,
  };
};

export interface TraceIds {
  readonly header: string;
  /** X-Ray form. */
  readonly traceId: string;
  readonly parentId: string;
}

/** The trace header of one sampled invocation, different at every call. */
export const traceHeader = (sampled: '0' | '1' = '1'): TraceIds => {
  const random = crypto.getRandomValues(new Uint8Array(20));
  const hex = Buffer.from(random).toString('hex');
  const traceId = `1-${Math.floor(Date.now() / 1000).toString(16)}-${hex.slice(0, 24)}`;
  const parentId = hex.slice(24);
  return { header: `Root=${traceId};Parent=${parentId};Sampled=${sampled}`, traceId, parentId };
};
