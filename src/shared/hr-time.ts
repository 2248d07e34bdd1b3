import type { HrTime } from '@opentelemetry/api';

/** Milliseconds, of a duration or since the epoch, as seconds and nanoseconds. */
export function hrTimeOf(millis: number): HrTime {
  return [Math.trunc(millis / 1000), Math.round((millis % 1000) * 1_000_000)];
}
