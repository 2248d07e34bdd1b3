import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { recentXRayTraceId } from '../../../exporters/json/recent-xray-trace-id.js';
import { formatTimestamp, isTimeZoneKnown } from '../../../exporters/json/timestamp.js';

describe('a timestamp', () => {
  const at = Date.UTC(2016, 5, 20, 12, 8, 10, 7);

  it.each([
    [undefined, '2016-06-20T12:08:10.007Z'],
    ['', '2016-06-20T12:08:10.007Z'],
    [':UTC', '2016-06-20T12:08:10.007Z'],
    ['Etc/UTC', '2016-06-20T12:08:10.007Z'],
    ['GMT', '2016-06-20T12:08:10.007+00:00'],
    ['America/New_York', '2016-06-20T08:08:10.007-04:00'],
    ['Asia/Kolkata', '2016-06-20T17:38:10.007+05:30'],
    // West of Greenwich by hours and a half.
    ['America/St_Johns', '2016-06-20T09:38:10.007-02:30'],
    ['Pacific/Marquesas', '2016-06-20T02:38:10.007-09:30'],
    ['Mars/Olympus', '2016-06-20T12:08:10.007+00:00'],
  ])('is written for the zone %s', (zone, expected) => {
    expect(formatTimestamp(at, zone)).toBe(expected);
  });

  it('names the instant it was taken at, in every zone', () => {
    const zones = Intl.supportedValuesOf('timeZone');
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(1990, 0), max: Date.UTC(2090, 0) }),
        (zone, millis) => {
          expect(Date.parse(formatTimestamp(millis, zone))).toBe(millis);
        },
      ),
      { numRuns: 300 },
    );
  });

  it('knows which zones it knows', () => {
    expect(isTimeZoneKnown('Europe/Berlin')).toBe(true);
    expect(isTimeZoneKnown(':/etc/localtime')).toBe(false);
  });
});

describe('a trace id', () => {
  const now = Date.UTC(2026, 6, 13);
  const idOf = (millis: number): string =>
    `${Math.floor(millis / 1000)
      .toString(16)
      .padStart(8, '0')}abcdef012345678912345678`;

  it('has a form for X-Ray when its first digits are a recent second', () => {
    expect(recentXRayTraceId(idOf(now), now)).toBe(`1-${idOf(now).slice(0, 8)}-abcdef012345678912345678`);
  });

  it.each([
    ['was made at random', 'ffffffffabcdef012345678912345678'],
    ['is older than 30 days', idOf(now - 31 * 86_400_000)],
    ['is no trace id', 'xyz'],
  ])('has none when it %s', (_name, traceId) => {
    expect(recentXRayTraceId(traceId, now)).toBeUndefined();
  });
});
