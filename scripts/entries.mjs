import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

export const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

/** The public subpaths: the `exports` map of package.json is the only list. */
export const subpaths = Object.keys(manifest.exports).filter((subpath) => subpath !== './package.json');

/** The source file behind a subpath: `./logger` is `src/logger/index.ts`, `./idempotency/dynamodb` is `src/idempotency/dynamodb.ts`. */
export const sourceOf = (subpath) => {
  const name = subpath === '.' ? 'index' : subpath.slice(2);
  const folder = name.startsWith('exporters/') ? name : `src/${name}`;
  const found = [`${folder}/index.ts`, `${folder}.ts`].find((file) => existsSync(`${root}${file}`));
  if (!found)
    throw new Error(`package.json exports "${subpath}", but neither ${folder}/index.ts nor ${folder}.ts exists`);
  return found;
};
