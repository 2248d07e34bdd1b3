/** A value that may be replaced by the beginning of its text. */
export interface Value {
  readonly value: unknown;
  readonly replace: (text: string) => void;
}

/** How many bytes a text takes in the encoding that has to fit. */
export type Measure = (text: string) => number;

const jsonBytes: Measure = (text) => Buffer.byteLength(JSON.stringify(text));

/**
 * Frees at least `excess` bytes by cutting all values down to one common length, no lower than `floor`: the largest
 * lose the most and the small ones nothing. Returns how many were cut.
 */
export const cutLargest = (
  values: readonly Value[],
  excess: number,
  floor: number,
  measure: Measure = jsonBytes,
): number => {
  const sized = values.map(({ value, replace }) => {
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    return { text, replace, bytes: measure(text) };
  });
  const level = Math.max(
    floor,
    waterLevel(
      sized.map(({ bytes }) => bytes),
      excess,
    ),
  );
  const cut = sized.filter(({ bytes }) => bytes > level);
  for (const { text, replace } of cut) replace(beginningOf(text, level, measure));
  return cut.length;
};

/** The length to which the longest have to shrink so that `excess` is gone from the sum. */
const waterLevel = (lengths: readonly number[], excess: number): number => {
  const longestFirst = lengths.toSorted((a, b) => b - a);
  let sum = 0;
  for (const [index, length] of longestFirst.entries()) {
    sum += length;
    const count = index + 1;
    if (sum - count * (longestFirst[count] ?? 0) >= excess) return Math.floor((sum - excess) / count);
  }
  return 0;
};

/** As much of the beginning of `text` as takes at most `bytes`, with a mark that says how much there was. */
export const beginningOf = (text: string, bytes: number, measure: Measure = jsonBytes): string => {
  const mark = `…[cut: ${text.length} characters]`;
  let low = 0;
  let high = Math.min(text.length, bytes);
  // A character takes one to six bytes: halve the distance until the longest beginning that fits is found.
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(text.slice(0, middle) + mark) <= bytes) low = middle;
    else high = middle - 1;
  }
  const last = text.charCodeAt(low - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? low - 1 : low) + mark;
};
