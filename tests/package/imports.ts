import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { root } from '../../scripts/entries.mjs';

export interface Import {
  /** The importing file, from the root of the repository. */
  readonly from: string;
  /** A file from the root of the repository, or a package or built-in by name. */
  readonly to: string;
  readonly typeOnly: boolean;
}

const STATEMENT =
  /^\s*(?:import|export)\s+(?<type>type\s)?(?:[^'"`;]*?\sfrom\s+)?['"](?<target>[^'"]+)['"]|import\(\s*['"](?<dynamic>[^'"]+)['"]\s*\)/gm;

export const sourceFiles = (...folders: readonly string[]): string[] =>
  folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => relative(root, join(entry.parentPath, entry.name))),
  );

export const importsIn = (file: string, text: string): Import[] =>
  [...text.matchAll(STATEMENT)].flatMap(({ groups }) => {
    const target = groups?.target ?? groups?.dynamic;
    if (target === undefined) return [];
    const to = target.startsWith('.')
      ? relative(root, resolve(root, dirname(file), target)).replace(/\.js$/, '.ts')
      : target;
    return [{ from: file, to, typeOnly: groups?.type !== undefined }];
  });

export const importsOf = (file: string): Import[] => importsIn(file, readFileSync(join(root, file), 'utf8'));
