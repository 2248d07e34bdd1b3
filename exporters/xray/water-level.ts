/** A value that may be replaced by the beginning of its text. */
export interface Value {
  readonly value: unknown;
  readonly replace: (text: string) => void;
}

/**
 * Frees at least `excess` bytes of JSON by cutting all values down to one common length, no lower than `floor`: the
 * largest lose the most and the small ones nothing. Returns how many were cut.
 */
export const cutLargest = (values: readonly Value[], excess: number, floor: number): number => {
  const sized = values.map((value) => ({ value, json: JSON.stringify(value.value) }));
  const level = Math.max(
    floor,
    waterLevel(
      sized.map(({ json }) => Buffer.byteLength(json)),
      excess,
    ),
  );
  const cut = sized.filter(({ json }) => Buffer.byteLength(json) > level);
  for (const { value, json } of cut)
    value.replace(beginningOf(typeof value.value === 'string' ? value.value : json, level));
  return cut.length;
};

/** The length to which the longest have to shrink so that `excess` is gone from the sum. */
const waterLevel = (lengths: readonly number[], excess: number): number => {
  const longestFirst = lengths.toSorted((a, b) => b - a);
  let above = 0;
  for (const [index, length] of longestFirst.entries()) {
    above += length;
    const next = longestFirst[index + 1] ?? 0;
    if (above - (index + 1) * next >= excess) return Math.floor((above - excess) / (index + 1));
  }
  return 0;
};

/** As much of the beginning of `text` as takes at most `bytes` as JSON, with a mark that says how much there was. */
export const beginningOf = (text: string, bytes: number): string => {
  const mark = `…[cut: ${text.length} characters]`;
  const room = bytes - Buffer.byteLength(mark) - '""'.length;
  let low = 0;
  let high = Math.max(0, Math.min(text.length, room));
  // Escapes and UTF-8 make one to six bytes of a character: halve the distance until the longest that fits is found.
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (Buffer.byteLength(JSON.stringify(text.slice(0, middle))) - '""'.length <= room) low = middle;
    else high = middle - 1;
  }
  const last = text.charCodeAt(low - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? low - 1 : low) + mark;
};
