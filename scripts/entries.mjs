import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));

export const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

/** The public subpaths: the `exports` map of package.json is the only list. */
export const subpaths = Object.keys(manifest.exports).filter((subpath) => subpath !== './package.json');

/** The source file behind a subpath: `./logger` is `src/logger/index.ts`, `./idempotency/dynamodb` is `src/idempotency/dynamodb.ts`. */
export const sourceOf = (subpath) => {
  const name = subpath === '.' ? 'index' : subpath.slice(2);
  const folder = name.startsWith('exporters/') ? name : `src/${name}`;
  // Or in a room of its folder: `./parser/schemas/sqs` is `src/parser/schemas/records/sqs.ts`.
  const rooms = roomsOf(dirname(folder)).map((room) => `${room}/${basename(folder)}.ts`);
  const found = [`${folder}/index.ts`, `${folder}.ts`, ...rooms].find((file) => existsSync(`${root}${file}`));
  if (!found)
    throw new Error(`package.json exports "${subpath}", but neither ${folder}/index.ts nor ${folder}.ts exists`);
  return found;
};

const roomsOf = (folder) =>
  existsSync(`${root}${folder}`)
    ? readdirSync(`${root}${folder}`, { withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map((entry) => `${folder}/${entry.name}`)
    : [];
