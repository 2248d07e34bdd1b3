import type { HrTime } from '@opentelemetry/api';

const NANOS_PER_SECOND = 1_000_000_000;

/** How OTLP says that a time is not known. */
export const UNKNOWN_TIME: HrTime = [0, 0];

export function isTime([seconds, nanos]: HrTime): boolean {
  return seconds >= 0 && nanos >= 0 && seconds + nanos < Infinity;
}

/** A time in whole seconds and nanoseconds. Throws for what is no time. */
export function wholeTime(time: HrTime): HrTime {
  if (!isTime(time)) throw new RangeError(`${time.join(' s and ')} ns is no time since the epoch.`);
  const nanos = Math.round(time[1]);
  // Clocks that divide give fractions, and sums of two times more than a second.
  if (nanos < NANOS_PER_SECOND && Number.isInteger(time[0])) return nanos === time[1] ? time : [time[0], nanos];
  const seconds = Math.floor(time[0]);
  const rest = Math.round((time[0] - seconds) * NANOS_PER_SECOND) + nanos;
  return [seconds + Math.floor(rest / NANOS_PER_SECOND), rest % NANOS_PER_SECOND];
}
