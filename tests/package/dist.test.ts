import { readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { root, subpaths } from '../../scripts/entries.mjs';
import { builtFile, type Condition, load } from './built.js';

/** Built-ins that loading must not pull in: each costs milliseconds of a cold start, `node:http` forty from an ES module. */
const EXPENSIVE = /^node:(http|https|http2|net|tls|dgram|dns|fs|zlib|child_process|worker_threads|crypto|stream)\b/;

const builtinsImportedBy = (text: string): string[] =>
  [...text.matchAll(/^(?:import|export)\b[^;]*?["']([^"']+)["'];/gm)].flatMap(([, name = '']) =>
    isBuiltin(name) ? [name] : [],
  );

/** What the packages of the user define that a subpath is for. */
const GLOBALS_OF_THE_USER: Readonly<Record<string, readonly string[]>> = {
  './parser/zod': ['__zod_globalConfig', '__zod_globalRegistry'],
};

const conditions: readonly Condition[] = ['import', 'require'];
/** What is imported for what its import does: tests/package/register.test.ts has it. */
const DOES_MORE = './register';
const cases = subpaths
  .filter((subpath) => subpath !== DOES_MORE)
  .flatMap((subpath) => conditions.map((condition) => ({ subpath, condition })));

describe('the built package', () => {
  it.concurrent.each(cases)(
    '$condition of $subpath gives the names of its source and does nothing but define',
    async ({ subpath, condition }) => {
      const source: Record<string, unknown> = await import(/* @vite-ignore */ `otel-powertools${subpath.slice(1)}`);
      const loaded = await load(builtFile(subpath, condition), condition);
      expect(loaded).toMatchObject({
        names: Object.keys(source).sort(),
        environmentReads: [],
        listeners: [],
        resources: [],
        globals: GLOBALS_OF_THE_USER[subpath] ?? [],
      });
      expect(loaded.builtins.filter((name) => EXPENSIVE.test(name))).toEqual([]);
    },
  );

  it('imports no built-in: as an ES module that reads every export of it', () => {
    const files = readdirSync(`${root}dist/esm`, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.js'),
    );
    const imported = files.flatMap((file) => builtinsImportedBy(readFileSync(`${root}dist/esm/${file}`, 'utf8')));
    expect(files.length).toBeGreaterThan(subpaths.length);
    expect(imported).toEqual([]);
    expect(builtinsImportedBy(`import { inspect } from "util";\nimport "node:fs";\nvar a = 1;`)).toEqual([
      'util',
      'node:fs',
    ]);
  });

  it('would notice a module that does things when it is loaded', async () => {
    const busy = fileURLToPath(new URL('probe-fixtures/busy.mjs', import.meta.url));
    const loaded = await load(busy, 'import');
    expect(loaded).toMatchObject({
      environmentReads: expect.arrayContaining(['AWS_REGION']),
      listeners: ['beforeExit'],
      resources: expect.arrayContaining(['UDPWrap', 'Timeout']),
      globals: ['busyFixture'],
    });
    expect(loaded.builtins.filter((name) => EXPENSIVE.test(name))).toContain('node:dgram');
  });
});
