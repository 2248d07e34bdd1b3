import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { LocalLambdaError } from '../errors.js';

export interface PageFile {
  readonly contentType: string;
  readonly body: string;
}

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  'page.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
};

const TOKEN_PLACE = '{token}';

/** The page and what it loads, by path: read once, so that a build meanwhile does not mix two versions. */
export function readPageFiles(folder: string, token: string): ReadonlyMap<string, PageFile> {
  const index = path.join(folder, 'index.html');
  if (!existsSync(index)) throw new LocalLambdaError(`There is no ${index}. Build the package first.`);
  const html = readFileSync(index, 'utf8').replace(TOKEN_PLACE, token);
  return new Map([
    ['/', { contentType: 'text/html; charset=utf-8', body: html }],
    ...Object.entries(CONTENT_TYPES).map(
      ([name, contentType]) =>
        [`/${name}`, { contentType, body: readFileSync(path.join(folder, name), 'utf8') }] as const,
    ),
  ]);
}
