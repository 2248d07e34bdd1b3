import { variables } from '../../settings/variables.js';
import { WITHOUT_EFFECT } from '../../settings/without-effect.js';

// More letters than this are another name and no slip.
const MOST_EDITS = 4;

/** Whether a name that looks like a setting of this package is one, or the function itself warns of it. */
export function isKnownVariable(name: string): boolean {
  return !/^(POWERTOOLS|OTEL)_/.test(name) || Object.hasOwn(variables, name) || WITHOUT_EFFECT.test(name);
}

/** The known name that `name` was probably meant to be. */
export function closestVariable(name: string): string | undefined {
  const [closest] = Object.keys(variables)
    .map((known) => ({ known, edits: distance(name, known) }))
    .sort((a, b) => a.edits - b.edits);
  return closest && closest.edits <= MOST_EDITS ? closest.known : undefined;
}

/** How many letters are to be added, left out or replaced to make one text the other. */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (const [line, letter] of [...one].entries()) {
    const next = [line + 1];
    for (const [index, wanted] of [...other].entries()) {
      const replaced = (row[index] ?? 0) + (letter === wanted ? 0 : 1);
      next.push(Math.min(replaced, (row[index + 1] ?? 0) + 1, (next[index] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
