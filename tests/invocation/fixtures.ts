import { readFileSync } from 'node:fs';
import { Invocation } from '../../src/invocation/invocation.js';
import type { LambdaContext } from '../../src/invocation/lambda-context.js';

/** A recorded event, parsed anew: a test may change it. */
export const eventOf = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(`./events/${name}.json`, import.meta.url), 'utf8'));

export const lambdaContext = (extra: Partial<LambdaContext> = {}): LambdaContext => ({
  functionName: 'orders',
  functionVersion: '7',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
  memoryLimitInMB: '128',
  awsRequestId: 'd79d6a2f-0d5b-4e5b-9e4f-1f4c5e4d2c11',
  getRemainingTimeInMillis: () => 3_000,
  ...extra,
});

/** The Invocation that begins with `event`. */
export const invocationOf = (event: unknown, lambdaContext?: LambdaContext): Invocation =>
  new Invocation({ event, lambdaContext, coldStart: false, deadline: undefined });

/** The context that the events carry as `traceparent`, and the second one of the batches. */
export const CARRIED = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
export const CARRIED_TOO = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

/** The context that the events carry as an X-Ray header. */
export const CARRIED_XRAY = { traceId: '5759e988bd862e3fe1be46a994272793', spanId: '53995c3f42cd8ad8' };

/** What Lambda says of itself. */
export const LAMBDA = { traceId: '65a1b2c3aaaabbbbccccddddeeeeffff', spanId: '1111222233334444' };
export const LAMBDA_ROOT = 'Root=1-65a1b2c3-aaaabbbbccccddddeeeeffff';
export const LAMBDA_HEADER = `${LAMBDA_ROOT};Parent=${LAMBDA.spanId};Sampled=1`;
