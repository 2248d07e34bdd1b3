import { attempt } from '../shared/unknown.js';
import type { LambdaContext } from './lambda-context.js';

const DEFAULT_MARGIN_MILLIS = 200;
const DEFAULT_MARGIN_SHARE = 0.1;
// Less time than this is too little for another flush.
const LAST_FLUSH_MILLIS = 20;

export interface DeadlineGuard {
  /** The handler has answered: the guard no longer fires. */
  stop(): void;
}

const idle: DeadlineGuard = { stop: () => {} };

/** When Lambda will end the invocation, in milliseconds since the epoch. */
export function deadlineOf(lambdaContext: LambdaContext | undefined): number | undefined {
  const remaining = remainingMillis(lambdaContext);
  return remaining === undefined ? undefined : Date.now() + remaining;
}

/**
 * Calls `onDeadline` shortly before Lambda would kill the invocation: by default 10 % of its time, at most 200 ms,
 * ahead; then again each time that half of what was left has gone by, because the handler goes on. A margin of 0 switches
 * the guard off. A handler that blocks the event loop blocks the guard as well.
 */
export function startDeadlineGuard(
  deadline: number | undefined,
  marginMillis: number | undefined,
  onDeadline: () => void,
): DeadlineGuard {
  if (deadline === undefined || marginMillis === 0) return idle;
  const schedule = (delay: number): NodeJS.Timeout => setTimeout(fire, Math.max(0, delay)).unref();
  const fire = (): void => {
    const half = (deadline - Date.now()) / 2;
    if (half >= LAST_FLUSH_MILLIS) timer = schedule(half);
    onDeadline();
  };
  const remaining = deadline - Date.now();
  let timer = schedule(remaining - marginOf(marginMillis, remaining));
  return { stop: () => clearTimeout(timer) };
}

function remainingMillis(lambdaContext: LambdaContext | undefined): number | undefined {
  // Tests and other runtimes hand over contexts without the method, or with one that needs what is not there.
  const remaining = attempt(() => lambdaContext?.getRemainingTimeInMillis?.());
  return typeof remaining === 'number' && Number.isFinite(remaining) ? remaining : undefined;
}

function marginOf(wanted: number | undefined, remaining: number): number {
  const given = wanted !== undefined && wanted > 0 ? wanted : undefined;
  const margin = given ?? Math.min(DEFAULT_MARGIN_MILLIS, remaining * DEFAULT_MARGIN_SHARE);
  // A margin as long as the invocation would raise the alarm at its start.
  return Math.min(margin, remaining / 2);
}
