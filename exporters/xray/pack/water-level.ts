import { clip } from './clip.js';

/** A value that may be replaced by the beginning of its text. */
export interface Value {
  readonly value: unknown;
  readonly replace: (text: string) => void;
}

/** How many bytes a text takes in the encoding that has to fit. */
export type Measure = (text: string) => number;

/** What a value takes as JSON. */
export function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/**
 * Frees at least `excess` bytes by cutting all values down to one common length, no lower than `floor`: the largest
 * lose the most and the small ones nothing. Returns how many were cut.
 */
export function cutLargest(
  values: readonly Value[],
  excess: number,
  floor: number,
  measure: Measure = jsonBytes,
): number {
  const sized = values.map(({ value, replace }) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return { text, replace, bytes: measure(text) };
  });
  const lengths = sized.map(({ bytes }) => bytes);
  const level = Math.max(floor, waterLevel(lengths, excess));
  const cut = sized.filter(({ bytes }) => bytes > level);
  for (const { text, replace } of cut) replace(beginningOf(text, level, measure));
  return cut.length;
}

/** As much of the beginning of `text` as takes at most `bytes`, with a mark that says how much there was. */
export function beginningOf(text: string, bytes: number, measure: Measure = jsonBytes): string {
  const mark = `…[cut: ${text.length} characters]`;
  let low = 0;
  let high = Math.min(text.length, bytes);
  // A character takes one to six bytes: halve the distance until the longest beginning that fits is found.
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(text.slice(0, middle) + mark) <= bytes) low = middle;
    else high = middle - 1;
  }
  return clip(text, low) + mark;
}

/** The length to which the longest have to shrink so that `excess` is gone from the sum. */
function waterLevel(lengths: readonly number[], excess: number): number {
  const longestFirst = lengths.toSorted((a, b) => b - a);
  let sum = 0;
  for (const [index, length] of longestFirst.entries()) {
    sum += length;
    const count = index + 1;
    if (sum - count * (longestFirst[count] ?? 0) >= excess) return Math.floor((sum - excess) / count);
  }
  return 0;
}
