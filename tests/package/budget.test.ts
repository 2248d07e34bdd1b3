import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { subpaths } from '../../scripts/entries.mjs';
import { builtFile, bundle, filesLoadedWith, load, origins } from './built.js';

interface Budget {
  /** Our built files that are loaded with the subpath. */
  readonly files: number;
  /** All that the subpath can ever need, as one minified ES module, without the packages that the user installs. */
  readonly bytes: number;
  /** Whose code is in the loaded files: our folders and the packages that are compiled in. */
  readonly parts: readonly string[];
  readonly why: string;
}

const budgets: Readonly<Record<string, Budget>> = JSON.parse(
  readFileSync(new URL('budget.json', import.meta.url), 'utf8'),
);

const everythingOf = (subpath: string): string => `export * from 'otel-powertools${subpath.slice(1)}';`;

/** The slack of a budget beyond which it should be lowered to what was won. */
const SLACK = 1.15;

describe('the budget', () => {
  it('has an entry, with its reason, for every subpath', () => {
    expect(Object.keys(budgets)).toEqual(subpaths);
    for (const { why } of Object.values(budgets)) expect(why.length).toBeGreaterThan(20);
  });

  it.each(Object.entries(budgets))('of %s holds', async (subpath, budget) => {
    const { bytes, inputs } = await bundle(everythingOf(subpath));
    const files = filesLoadedWith(builtFile(subpath, 'import'), inputs);
    const parts = [...new Set(files.flatMap(origins))].toSorted();

    expect(parts, 'whose code is loaded').toEqual(budget.parts);
    expect(files.length, `files loaded: ${files.join(', ')}`).toBeLessThanOrEqual(budget.files);
    expect(bytes, 'bytes bundled').toBeLessThanOrEqual(budget.bytes);
    expect(bytes * SLACK, 'bytes bundled: well done, now lower the budget').toBeGreaterThanOrEqual(budget.bytes - 500);
  });

  it.each(subpaths)('of %s is the same for CommonJS: the same files are loaded', async (subpath) => {
    const { inputs } = await bundle(everythingOf(subpath));
    const expected = filesLoadedWith(builtFile(subpath, 'import'), inputs);
    const { files } = await load(builtFile(subpath, 'require'), 'require');
    const required = files.flatMap((file) => file.split('/dist/cjs/')[1] ?? []);
    expect(required.toSorted()).toEqual(expected.map((file) => file.replace(/^dist\/esm\//, '')).toSorted());
  });
});

describe('a subpath that is imported and not used', () => {
  const used = `export { Logger } from 'otel-powertools/logger';`;

  it.each(subpaths.filter((subpath) => subpath !== './logger'))('adds no byte: %s', async (subpath) => {
    const alone = await bundle(used);
    const both = await bundle(`import * as unused from 'otel-powertools${subpath.slice(1)}';\n${used}`);
    // Another order of modules gives identifiers other short names: a byte here and there.
    expect(Math.abs(both.bytes - alone.bytes)).toBeLessThan(10);
  });

  it('would be noticed if it did', async () => {
    const alone = await bundle(used);
    const both = await bundle(`${used}\nexport { Router } from 'otel-powertools/event-handler';`);
    expect(both.bytes).toBeGreaterThan(alone.bytes + 10_000);
  });
});
