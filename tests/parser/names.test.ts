import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { subpaths } from '../../scripts/entries.mjs';

/** What of theirs is not here, and why. */
const missing: Readonly<Record<string, string>> = {
  'parser/envelopes/envelope':
    'the symbol by which their code tells envelopes apart: it is Symbol.for("returnType") in ours too',
};

const packages: Readonly<Record<string, string>> = {
  parser: '@aws-lambda-powertools/parser',
  kafka: '@aws-lambda-powertools/kafka',
};

const fileOf = (name: string): URL => new URL(`../../node_modules/${name}`, import.meta.url);

/** Their subpaths, those behind a pattern too, by our names. */
const theirSubpaths = (): string[] =>
  Object.entries(packages).flatMap(([ours, theirs]) => {
    const { exports } = JSON.parse(readFileSync(fileOf(`${theirs}/package.json`), 'utf8')) as { exports: object };
    return Object.keys(exports).flatMap((subpath) => {
      if (!subpath.endsWith('/*')) return `${ours}${subpath.slice(1)}`;
      const folder = subpath.slice(2, -2);
      const index = readFileSync(fileOf(`${theirs}/lib/esm/${folder}/index.js`), 'utf8');
      return [
        ...new Set([...index.matchAll(/from '\.\/([\w-]+)\.js'/g)].map(([, name]) => `${ours}/${folder}/${name}`)),
      ];
    });
  });

const importOf = async (name: string): Promise<string[]> =>
  Object.keys((await import(/* @vite-ignore */ name)) as object);

describe("Powertools' names", () => {
  const rows = [...theirSubpaths(), 'parser/schemas/apigw-proxy', 'parser/schemas/appsync-shared'];

  it('are looked for in every subpath of theirs', () => {
    expect(rows.length).toBeGreaterThan(45);
  });

  it.each(rows)('of %s are here', async (subpath) => {
    const [top = ''] = subpath.split('/');
    const theirs = await importOf(subpath.replace(top, packages[top] ?? ''));
    expect(subpaths).toContain(`./${subpath}`);
    expect(await importOf(`otel-powertools/${subpath}`)).toEqual(expect.arrayContaining(theirs));
  });

  it('that are not here are listed with the reason', async () => {
    for (const [subpath, reason] of Object.entries(missing)) {
      expect(subpaths).not.toContain(`./${subpath}`);
      expect(reason.length).toBeGreaterThan(20);
    }
  });
});
