import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, sourceOf, subpaths } from '../../scripts/entries.mjs';
import { exportsOf } from './declared.js';
import { missingEntries, missingNames } from './powertools-missing.js';

const scope = join(root, 'node_modules/@aws-lambda-powertools');

interface Entry {
  /** As it is imported, without the scope: `logger/middleware`. */
  readonly path: string;
  /** Its declarations. */
  readonly file: string;
}

/** Every entry of every package of Powertools that is installed. */
function entriesOfPowertools(): Entry[] {
  return readdirSync(scope).flatMap((name) => {
    const manifest: { readonly exports: Readonly<Record<string, unknown>> } = JSON.parse(
      readFileSync(join(scope, name, 'package.json'), 'utf8'),
    );
    return Object.entries(manifest.exports).flatMap(([subpath, conditions]) => {
      const types = typesOf(conditions);
      if (types === undefined) return [];
      if (!subpath.includes('*')) return [{ path: join(name, subpath), file: join(scope, name, types) }];
      const [folder = '', ending = ''] = types.split('*');
      return readdirSync(join(scope, name, folder))
        .filter((file) => file.endsWith(ending) && file !== 'index.d.ts')
        .map((file) => {
          const stem = file.slice(0, -ending.length);
          return { path: join(name, subpath.replace('*', stem)), file: join(scope, name, folder, file) };
        });
    });
  });
}

/** The declarations that an ES module gets. */
function typesOf(conditions: unknown): string | undefined {
  if (typeof conditions === 'string') return conditions.replace(/(?<!\.d)\.[jt]s$/, '.d.ts');
  if (typeof conditions !== 'object' || conditions === null) return undefined;
  const { import: imported, types } = conditions as { readonly import?: unknown; readonly types?: unknown };
  return typeof types === 'string' ? types : typesOf(imported);
}

const entries = entriesOfPowertools();
const known = new Set(subpaths);

describe('the entries of Powertools', () => {
  it('are all looked at', () => {
    expect(entries.length).toBeGreaterThan(100);
    expect(entries.filter(({ file }) => !existsSync(file))).toEqual([]);
  });

  it('are all here, but for those that are listed as missing', () => {
    const missing = entries.map(({ path }) => path).filter((path) => !known.has(`./${path}`));
    expect(missing.sort()).toEqual(Object.keys(missingEntries).sort());
  });
});

describe('the names, of values and types,', () => {
  it.each(entries.filter(({ path }) => known.has(`./${path}`)))(
    'of $path are all here, but for those that are listed',
    ({ path, file }) => {
      const own = join(root, 'dist/esm', sourceOf(`./${path}`).replace(/\.ts$/, '.d.ts'));
      const ours = exportsOf(own);
      const missing = [...exportsOf(file).keys()].filter((name) => !ours.has(name));
      expect(missing.sort()).toEqual(Object.keys(missingNames[path] ?? {}).sort());
    },
  );

  it('that are listed are of entries that there are', () => {
    const paths = new Set(entries.map(({ path }) => path));
    expect(Object.keys(missingNames).filter((path) => !paths.has(path))).toEqual([]);
  });
});
