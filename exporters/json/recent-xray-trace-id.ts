const TRACE_ID = /^[0-9a-f]{32}$/;
const MAX_AGE_SECONDS = 30 * 24 * 60 * 60;
const MAX_AHEAD_SECONDS = 24 * 60 * 60;

/**
 * `traceId` in the form of X-Ray, `1-67891233-abcdef012345678912345678`. Undefined where X-Ray would not take it: the
 * first eight digits are the second the trace began at, and must not be more than 30 days ago.
 */
export function recentXRayTraceId(traceId: string, atMillis: number): string | undefined {
  if (!TRACE_ID.test(traceId)) return undefined;
  const age = atMillis / 1000 - Number.parseInt(traceId.slice(0, 8), 16);
  if (age > MAX_AGE_SECONDS || age < -MAX_AHEAD_SECONDS) return undefined;
  return `1-${traceId.slice(0, 8)}-${traceId.slice(8)}`;
}
