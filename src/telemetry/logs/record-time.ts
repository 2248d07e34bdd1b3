import type { HrTime, TimeInput } from '@opentelemetry/api';
import { hrTimeOf } from '../../shared/hr-time.js';

/** A time in any form that the API takes, as seconds and nanoseconds since the epoch; `now` where it is no time. */
export function recordTimeOf(time: TimeInput | undefined, now: number): HrTime {
  if (isHrTime(time)) return time;
  let millis = time instanceof Date ? time.getTime() : (time ?? now);
  // What `performance.now()` gives counts from the start of the process. No process is half as old as the epoch.
  if (millis === time && millis < performance.timeOrigin / 2) millis += performance.timeOrigin;
  return hrTimeOf(Number.isFinite(millis) ? millis : now);
}

function isHrTime(time: unknown): time is HrTime {
  return Array.isArray(time) && time.length === 2;
}
