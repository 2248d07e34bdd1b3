const zones = new Map<string, Intl.DateTimeFormat | undefined>();

/** Whether {@link formatTimestamp} knows `timeZone`; where it does not, it writes UTC. */
export function isTimeZoneKnown(timeZone: string): boolean {
  return isUtc(timeZone) || zoneFormat(timeZone) !== undefined;
}

/**
 * RFC 3339 with milliseconds: `2016-06-20T12:08:10.007Z` in UTC, `2016-06-20T08:08:10.007-04:00` in another zone. The
 * offset is that zone's at that instant, read from the very digits it stands beside.
 */
export function formatTimestamp(millis: number, timeZone?: string): string {
  if (!Number.isFinite(millis) || Math.abs(millis) > 8.64e15) return utc(0);
  if (isUtc(timeZone) || timeZone === undefined) return utc(millis);
  const format = zoneFormat(timeZone);
  if (!format) return `${utc(millis).slice(0, -1)}+00:00`;
  const part: Record<string, string> = {};
  for (const { type, value } of format.formatToParts(millis)) part[type] = value;
  const { year, month, day, hour, minute, second, fractionalSecond, timeZoneName = '' } = part;
  // It is `GMT-04:00`, and bare `GMT` at Greenwich.
  const offset = timeZoneName.slice(3, 9) || '+00:00';
  return `${year}-${month}-${day}T${hour}:${minute}:${second}.${fractionalSecond}${offset}`;
}

function utc(millis: number): string {
  return new Date(millis).toISOString();
}

function isUtc(timeZone: string | undefined): boolean {
  return !timeZone || timeZone.includes('UTC');
}

function zoneFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  if (!zones.has(timeZone)) {
    try {
      zones.set(
        timeZone,
        new Intl.DateTimeFormat('en-US', {
          timeZone,
          hourCycle: 'h23',
          year: 'numeric',
          month: '2-digit',
          day: '2-digit',
          hour: '2-digit',
          minute: '2-digit',
          second: '2-digit',
          fractionalSecondDigits: 3,
          timeZoneName: 'longOffset',
        }),
      );
    } catch {
      zones.set(timeZone, undefined);
    }
  }
  return zones.get(timeZone);
}
