import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Pace } from '../../../exporters/xray/daemon/pace.js';

/** When each of some datagrams is sent, by a sender that keeps to the pace and sleeps longer than it wants to. */
const timesOf = (sizes: readonly number[], lateness: readonly number[], begin: number, pace: Pace): number[] => {
  let now = begin;
  return sizes.map((bytes, index) => {
    for (let delay = pace.delayOf(bytes, now); delay > 0; delay = pace.delayOf(bytes, now)) {
      now += delay + (lateness[index % lateness.length] ?? 0);
    }
    pace.count(bytes, now);
    return now;
  });
};

describe('The pace', () => {
  const sizes = fc.array(fc.integer({ min: 100, max: 65_507 }), { minLength: 1, maxLength: 300 });
  const lateness = fc.array(fc.double({ min: 0, max: 30, noNaN: true }), { minLength: 1, maxLength: 5 });

  it('sends no more in 60 ms than 48 buffers hold, and no more in 5 ms than the kernel keeps, however late a timer is', () => {
    fc.assert(
      fc.property(sizes, lateness, (bytes, late) => {
        const times = timesOf(bytes, late, 1_000, new Pace());
        for (const [first, start] of times.entries()) {
          const within = (millis: number): number[] =>
            bytes.slice(first).filter((_, index) => (times[first + index] ?? 0) < start + millis);
          expect(within(60).length).toBeLessThanOrEqual(48);
          expect(within(5).reduce((sum, size) => sum + size + 1_024, 0)).toBeLessThanOrEqual(212_992);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('lets whoever has sent nothing for a while begin at once, and knows how long it takes', () => {
    const pace = new Pace();
    timesOf(Array<number>(200).fill(1_000), [0], 0, pace);
    expect(pace.canSend(30, 30_000, 10_000, 10_000)).toBe(true);
    expect(pace.delayOf(1_000, 10_000)).toBe(0);
    expect(pace.canSend(41, 4_100, 10_000, 10_060)).toBe(false);
    expect(pace.canSend(41, 4_100, 10_000, 10_065)).toBe(true);
    expect(pace.canSend(10, 655_070, 10_000, 10_017)).toBe(false);
    expect(pace.canSend(10, 655_070, 10_000, 10_019)).toBe(true);
  });
});
