import { expect } from 'vitest';

// What grows with the square takes 16 times as long for four times as much; what is linear, four times.
const MOST = 9;
// Less than this the clock, the compiler and the collector decide about.
const LEAST_MILLIS = 15;
const ATTEMPTS = 6;
const HOPELESS_MILLIS = 3_000;

/**
 * Asserts that four times as much takes about four times as long. It is a ratio, with a wide margin, and tried again: other
 * programs on the machine make one of the two slower now and then, but what grows with the square always is.
 */
export function expectLinear(size: number, prepare: (size: number) => () => unknown): void {
  const ratios: number[] = [];
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    const small = fastest(prepare(size));
    const large = fastest(prepare(4 * size));
    if (large < LEAST_MILLIS) return;
    const ratio = large / small;
    if (ratio <= MOST) return;
    ratios.push(ratio);
    // No other program explains that.
    if (large > HOPELESS_MILLIS) break;
  }
  expect.fail(`four times as much took ${ratios.map((ratio) => ratio.toFixed(1)).join(', ')} times as long`);
}

function fastest(work: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 2; run += 1) {
    const start = performance.now();
    work();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}
