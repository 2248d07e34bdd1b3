import type { LambdaContext } from './lambda-context.js';

const DEFAULT_MARGIN_MILLIS = 200;
const DEFAULT_MARGIN_SHARE = 0.1;

export interface DeadlineGuard {
  /** The handler has answered: the guard no longer fires. */
  stop(): void;
}

const idle: DeadlineGuard = { stop: () => {} };

const remainingMillis = (lambdaContext: LambdaContext | undefined): number | undefined => {
  // Tests and other runtimes hand over contexts without the method.
  const remaining = lambdaContext?.getRemainingTimeInMillis?.();
  return typeof remaining === 'number' && Number.isFinite(remaining) ? remaining : undefined;
};

/** When Lambda will end the invocation, in milliseconds since the epoch. */
export const deadlineOf = (lambdaContext: LambdaContext | undefined): number | undefined => {
  const remaining = remainingMillis(lambdaContext);
  return remaining === undefined ? undefined : Date.now() + remaining;
};

/**
 * Calls `onDeadline` shortly before Lambda would kill the invocation: by default 10 % of its time, at most 200 ms,
 * ahead. A margin of 0 switches the guard off.
 */
export const startDeadlineGuard = (
  deadline: number | undefined,
  marginMillis: number | undefined,
  onDeadline: () => void,
): DeadlineGuard => {
  if (deadline === undefined || marginMillis === 0) return idle;
  const remaining = deadline - Date.now();
  const margin = marginMillis ?? Math.min(DEFAULT_MARGIN_MILLIS, remaining * DEFAULT_MARGIN_SHARE);
  const timer = setTimeout(onDeadline, Math.max(0, remaining - margin));
  timer.unref();
  return { stop: () => clearTimeout(timer) };
};
