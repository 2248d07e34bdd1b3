const MAX_AGE_MILLIS = 14 * 24 * 60 * 60 * 1000;
const MAX_FUTURE_MILLIS = 2 * 60 * 60 * 1000;

/**
 * Milliseconds since the epoch of what a user gave as a time. What is no time at all is reported and left out; what is
 * too old or too new for CloudWatch is reported only.
 */
export function timestampOf(time: unknown, warn: (message: string) => void): number | undefined {
  const milliseconds = time instanceof Date ? time.getTime() : time;
  if (typeof milliseconds !== 'number' || !Number.isInteger(milliseconds)) {
    warn(`The timestamp ${String(time)} is neither a Date nor whole milliseconds since the epoch. It is ignored.`);
    return undefined;
  }
  const age = Date.now() - milliseconds;
  if (age > MAX_AGE_MILLIS || age < -MAX_FUTURE_MILLIS) {
    warn(
      `CloudWatch will skip metrics with the timestamp ${milliseconds}: it takes those of the last 14 days and the next 2 hours.`,
    );
  }
  return milliseconds;
}
