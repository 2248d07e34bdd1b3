import { context } from '@opentelemetry/api';
import {
  beginInvocation,
  contextWithInvocation,
  ensureContextManager,
  invocationOf,
  type LambdaContext,
} from '../invocation/index.js';

/** Runs `next` in an Invocation: the one there is, else a new one, which is flushed at its end. */
export const inInvocation = async <T>(
  event: unknown,
  lambdaContext: LambdaContext | undefined,
  next: () => Promise<T>,
  flush: () => Promise<void>,
): Promise<T> => {
  if (invocationOf(context.active())) return next();
  ensureContextManager();
  const invocation = beginInvocation(event, lambdaContext);
  const active = contextWithInvocation(context.active(), invocation);
  let reason: 'end' | 'error' = 'end';
  try {
    return await context.with(active, next);
  } catch (error) {
    reason = 'error';
    throw error;
  } finally {
    await context.with(active, () => invocation.notifyFlush(reason));
    await flush();
  }
};

/** Lambda's context, where the second argument of a handler is it. */
export const isLambdaContext = (value: unknown): value is LambdaContext =>
  typeof value === 'object' && value !== null && 'awsRequestId' in value;
