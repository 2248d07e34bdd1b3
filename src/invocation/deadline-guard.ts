import { attempt } from '../shared/unknown.js';
import type { LambdaContext } from './lambda-context.js';

const DEFAULT_MARGIN_MILLIS = 200;
const DEFAULT_MARGIN_SHARE = 0.1;
// A timer that is set for longer rings at once, and again and again. Lambda's longest time-out is 15 minutes.
const LONGEST_TIMER_MILLIS = 2 ** 31 - 1;
// Less time than this is too little for another flush.
const LAST_FLUSH_MILLIS = 20;

/**
 * After the last alarm an invocation that still runs is counted as over: Lambda has ended it, or nobody will, because a
 * middleware of Middy has answered in place of the handler and the others are not told.
 */
export const ABANDONED_AFTER_MILLIS = 1000;

/**
 * When Lambda will end the invocation, in milliseconds since the epoch. Undefined where nobody knows: what is no time that
 * Lambda could leave (none, a negative one, weeks, NaN) is said by a test or another runtime.
 */
export function deadlineOf(lambdaContext: LambdaContext | undefined): number | undefined {
  const end = endOf(lambdaContext);
  return end !== undefined && end > Date.now() ? end : undefined;
}

/** The same, where no time that is left is one: the invocation may be over at any moment. */
export function endOf(lambdaContext: LambdaContext | undefined): number | undefined {
  // Tests and other runtimes hand over contexts without the method, or with one that needs what is not there.
  const remaining = lambdaContext && attempt(() => lambdaContext.getRemainingTimeInMillis?.());
  return typeof remaining === 'number' && remaining >= 0 && remaining <= LONGEST_TIMER_MILLIS
    ? Date.now() + remaining
    : undefined;
}

/**
 * Milliseconds until the first alarm, shortly before Lambda would kill the invocation: by default 10 % of its time, at most
 * 200 ms, ahead. Undefined where there is to be none: no deadline, or a margin of 0.
 */
export function firstAlarmIn(deadline: number | undefined, marginMillis: number | undefined): number | undefined {
  if (deadline === undefined || marginMillis === 0) return undefined;
  const remaining = deadline - Date.now();
  return Math.max(0, remaining - marginOf(marginMillis, remaining));
}

/**
 * Milliseconds until the next one: each time that half of what was left has gone by, because the handler goes on.
 * Undefined where too little is left for another flush.
 */
export function nextAlarmIn(deadline: number): number | undefined {
  const half = (deadline - Date.now()) / 2;
  return half >= LAST_FLUSH_MILLIS ? half : undefined;
}

function marginOf(wanted: number | undefined, remaining: number): number {
  const given = wanted !== undefined && wanted > 0 ? wanted : undefined;
  const margin = given ?? Math.min(DEFAULT_MARGIN_MILLIS, remaining * DEFAULT_MARGIN_SHARE);
  // A margin as long as the invocation would raise the alarm at its start.
  return Math.min(margin, remaining / 2);
}
