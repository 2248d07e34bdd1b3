import { context } from '@opentelemetry/api';
import { beginInvocation } from '../invocation/begin-invocation.js';
import { ensureContextManager } from '../invocation/context/context-manager.js';
import { createSlot } from '../invocation/invocation.js';
import type { LambdaContext } from '../invocation/lambda-context.js';
import { contextWithInvocation, invocationOf } from '../invocation/scope.js';
import { type Pending, together } from '../shared/pending.js';
import { budgetOf, flushWithin } from './flush.js';
import { settings } from './settings/settings.js';

/** What is to be flushed at the end of an Invocation that was begun here. */
const flushesSlot = createSlot('flushes', () => new Set<() => Pending>());

/**
 * Runs `next` in an Invocation: the one there is, else a new one. `flush` is called once at the end of an Invocation that
 * was begun here, also by another of stacked decorators; whatever else opens one flushes everything by itself.
 *
 * @param flush - The same function for each call.
 */
export async function inInvocation<T>(
  event: unknown,
  lambdaContext: LambdaContext | undefined,
  next: () => Promise<T>,
  flush: () => Pending,
): Promise<T> {
  const outer = invocationOf(context.active());
  if (outer) {
    outer.get(flushesSlot).add(flush);
    return next();
  }
  ensureContextManager();
  const invocation = beginInvocation(event, lambdaContext);
  const flushes = invocation.get(flushesSlot).add(flush);
  const active = contextWithInvocation(context.active(), invocation);
  let reason: 'end' | 'error' = 'end';
  try {
    return await context.with(active, next);
  } catch (error) {
    reason = 'error';
    throw error;
  } finally {
    await context.with(active, () => invocation.notifyFlush(reason));
    await flushWithin(
      () => budgetOf(invocation, settings().flushTimeoutMillis),
      () => together([...flushes].map((each) => each())),
    );
  }
}
