import { join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entryFiles, root } from '../../scripts/entries.mjs';
import { type Declared, exportsOf, reachableFrom } from './declared.js';
import { undocumentedMembers } from './members.js';

/** Names that Powertools has twice too: who comes from there finds each where it was. */
const TWICE_IN_POWERTOOLS: readonly string[] = [
  'DynamoDBStreamRecord',
  'ErrorHandler',
  'JSONObject',
  'ParseError',
  'TracerOptions',
  'parser',
  'validator',
];

/** A record as Lambda delivers it to `batch`, and as the parser's schema gives it. */
const RAW_AND_PARSED: readonly string[] = ['KafkaRecord', 'SqsRecord'];

/** What `withPowertools` runs round a handler; and, in `commons`, Powertools' base class. */
const OURS_AND_THEIRS = 'Utility';

/** Of a module and its light form a program takes one: the names in both are the same on purpose. */
const isLightForm = (file: string): boolean => /\blight\.ts$/.test(file);

const declarations = join(root, 'dist/esm');
const namesOf = (file: string): Map<string, Declared> => exportsOf(join(declarations, file.replace(/\.ts$/, '.d.ts')));

describe('the public types', () => {
  it('have TSDoc for every member', () => {
    const reachable = reachableFrom(entryFiles.flatMap((file) => [...namesOf(file).values()]));
    const undocumented = reachable.flatMap((declared) =>
      undocumentedMembers(declared).map((member) => `${declared.name}.${member}`),
    );
    expect(reachable.length).toBeGreaterThan(200);
    expect(undocumented.toSorted()).toEqual([]);
  });

  it('have one meaning a name', () => {
    const meanings = new Map<string, Set<string>>();
    for (const [name, declared] of entryFiles
      .filter((file) => !isLightForm(file))
      .flatMap((file) => [...namesOf(file)])) {
      meanings.set(name, (meanings.get(name) ?? new Set()).add(placeOf(declared)));
    }
    const ambiguous = [...meanings].filter(([, places]) => places.size > 1).map(([name]) => name);
    expect(ambiguous.toSorted()).toEqual([...TWICE_IN_POWERTOOLS, ...RAW_AND_PARSED, OURS_AND_THEIRS].toSorted());
  });
});

function placeOf({ file, name }: Declared): string {
  return `${relative(declarations, file)} ${name}`;
}
