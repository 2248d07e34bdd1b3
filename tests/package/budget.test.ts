import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { distinctSubpaths, subpaths } from '../../scripts/entries.mjs';
import { builtFile, bundle, filesLoadedWith, load, origins } from './built.js';

interface Weight {
  /** Our built files that are loaded with the subpath. */
  readonly files: number;
  /** All that the subpath can ever need, as one minified ES module, without the packages that the user installs. */
  readonly bytes: number;
  /** Whose code is in the loaded files: our folders and the packages that are compiled in. */
  readonly parts: readonly string[];
}

interface Budget extends Weight {
  readonly why: string;
}

const file = fileURLToPath(new URL('budget.json', import.meta.url));
const readBudgets = (): Readonly<Record<string, Budget>> => JSON.parse(readFileSync(file, 'utf8'));

const everythingOf = (subpath: string): string => `export * from 'otel-powertools${subpath.slice(1)}';`;

const weigh = async (subpath: string): Promise<Weight> => {
  const { bytes, inputs } = await bundle(everythingOf(subpath));
  const files = filesLoadedWith(builtFile(subpath, 'import'), inputs);
  return { files: files.length, bytes, parts: [...new Set(files.flatMap(origins))].toSorted() };
};

// UPDATE_BUDGET=1 npx vitest run tests/package/budget.test.ts && npm run format
// takes what is measured, with 3 % to spare, for the budget. The reasons are for people to write.
if (process.env.UPDATE_BUDGET) {
  const before = readBudgets();
  const entries = distinctSubpaths.map(async (subpath) => {
    const weight = await weigh(subpath);
    const bytes = Math.ceil((weight.bytes * 1.03) / 100) * 100;
    return [subpath, { ...weight, bytes, why: before[subpath]?.why ?? '' }] as const;
  });
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(await Promise.all(entries)), undefined, 2)}\n`);
}

const budgets = readBudgets();

/** A budget that is larger than what is needed by more than this is no budget. */
const SLACK = 1.2;

describe('the budget', () => {
  it('has an entry, with its reason, for every subpath', () => {
    expect(Object.keys(budgets).toSorted()).toEqual([...distinctSubpaths].toSorted());
    const unexplained = Object.keys(budgets).filter((subpath) => (budgets[subpath]?.why.length ?? 0) < 20);
    expect(unexplained).toEqual([]);
  });

  it.each(Object.entries(budgets))('of %s holds', async (subpath, budget) => {
    const { files, bytes, parts } = await weigh(subpath);
    expect(parts, 'whose code is loaded').toEqual(budget.parts);
    expect(files, 'files loaded').toBeLessThanOrEqual(budget.files);
    expect(bytes, 'bytes bundled').toBeLessThanOrEqual(budget.bytes);
    expect(budget.bytes, 'well done: now lower the budget').toBeLessThanOrEqual(bytes * SLACK + 500);
  });

  it.each(distinctSubpaths)('of %s is the same for CommonJS: the same files are loaded', async (subpath) => {
    const { inputs } = await bundle(everythingOf(subpath));
    const expected = filesLoadedWith(builtFile(subpath, 'import'), inputs);
    const { files } = await load(builtFile(subpath, 'require'), 'require');
    const required = files.flatMap((path) => path.split('/dist/cjs/')[1] ?? []);
    expect(required.toSorted()).toEqual(expected.map((path) => path.replace(/^dist\/esm\//, '')).toSorted());
  });
});

describe('a subpath that is imported and not used', () => {
  const used = `export { Logger } from 'otel-powertools/logger';`;

  // What is imported for what its import does is used.
  it.each(subpaths.filter((subpath) => !['./logger', './register'].includes(subpath)))(
    'adds no byte: %s',
    async (subpath) => {
      const alone = await bundle(used);
      const both = await bundle(`import * as unused from 'otel-powertools${subpath.slice(1)}';\n${used}`);
      // Another order of modules gives identifiers other short names: a byte here and there.
      expect(Math.abs(both.bytes - alone.bytes)).toBeLessThan(100);
    },
  );

  it('would be noticed if it did', async () => {
    const alone = await bundle(used);
    const both = await bundle(`${used}\nexport { Router } from 'otel-powertools/event-handler';`);
    expect(both.bytes).toBeGreaterThan(alone.bytes + 10_000);
  });
});
