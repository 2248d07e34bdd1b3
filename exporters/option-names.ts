/** The names of all options of a type: TypeScript sees to it that none is missing, and none too many. */
export type OptionNames<TOptions> = Readonly<Record<keyof TOptions, true>>;

/**
 * Refuses an option that there is not: a typo is found when the function starts, and not by what it fails to do.
 *
 * @throws {TypeError} it names the option, and the one that was probably meant.
 */
export function checkOptionNames<TOptions extends object>(
  owner: string,
  options: TOptions | null | undefined,
  names: OptionNames<TOptions>,
): void {
  if (options === undefined || options === null) return;
  if (typeof options !== 'object') {
    throw new TypeError(`The options of ${owner} are an object; it was given ${typeof options}.`);
  }
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(names, name)) throw new TypeError(unknownOption(owner, name, Object.keys(names)));
  }
}

function unknownOption(owner: string, name: string, known: readonly string[]): string {
  const byDistance = known.map((candidate) => ({ candidate, distance: distanceOf(name, candidate) }));
  const nearest = byDistance.reduce((best, next) => (next.distance < best.distance ? next : best));
  const isNear = nearest.distance <= Math.max(2, name.length / 3);
  const advice = isNear ? `Did you mean "${nearest.candidate}"?` : `There are ${known.join(', ')}.`;
  return `${owner} has no option ${JSON.stringify(name)}. ${advice}`;
}

/** How many letters have to be changed, put in or left out (Levenshtein), whatever their case. */
function distanceOf(one: string, other: string): number {
  const target = other.toLowerCase();
  let row = Array.from({ length: target.length + 1 }, (_, index) => index);
  // Longer than any name: it need not be compared to its end.
  for (const [index, letter] of [...one.toLowerCase().slice(0, 64)].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= target.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (target[column - 1] === letter ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[target.length] ?? 0;
}
