import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryFiles, root } from '../../scripts/entries.mjs';
import { type Declared, exportsOf, reachableFrom } from './declared.js';
import { undocumentedMembers } from './members.js';

/** Names that Powertools has twice too: who comes from there finds each where it was. */
const TWICE_IN_POWERTOOLS: readonly string[] = ['ConfigServiceInterface', 'validator'];

/** Names that stand for one thing in two forms, of which a program takes one. */
const ONE_OR_THE_OTHER: readonly string[] = ['DynamoDBPersistenceLayer'];

const declarations = join(root, 'dist/esm');
const publicNames = entryFiles.map((file) => exportsOf(join(declarations, file.replace(/\.ts$/, '.d.ts'))));

describe('the public types', () => {
  // `npx vitest run tests/package/public-types.test.ts -u` after members were documented. None may be added.
  it('have TSDoc for every member but these', async () => {
    const reachable = reachableFrom(publicNames.flatMap((names) => [...names.values()]));
    const undocumented = reachable.flatMap((declared) =>
      undocumentedMembers(declared).map((member) => `${declared.name}.${member}\n`),
    );
    expect(reachable.length).toBeGreaterThan(200);
    await expect(undocumented.toSorted().join('')).toMatchFileSnapshot('undocumented.txt');
  });

  it('have one meaning a name', () => {
    const meanings = new Map<string, Set<string>>();
    for (const names of publicNames) {
      for (const [name, declared] of names) {
        meanings.set(name, (meanings.get(name) ?? new Set()).add(placeOf(declared)));
      }
    }
    const ambiguous = [...meanings].filter(([, places]) => places.size > 1).map(([name]) => name);
    expect(ambiguous.toSorted()).toEqual([...TWICE_IN_POWERTOOLS, ...ONE_OR_THE_OTHER].toSorted());
  });
});

function placeOf({ file, name }: Declared): string {
  return `${relative(declarations, file)} ${name}`;
}
