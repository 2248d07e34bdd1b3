import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

const SOURCE = /\.[cm]?[jt]sx?$/;

/** What is made by tools, and made anew by them. */
const SKIPPED = new Set(['node_modules', 'dist', 'build', 'out', 'coverage', 'cdk.out']);

/** The source files and package.json files at `given`, files and folders, each once and in order. */
export function findFiles(given: readonly string[]): string[] {
  return [...new Set(given.flatMap((each) => (statSync(each).isDirectory() ? filesIn(each) : [each])))];
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((one, other) => one.name.localeCompare(other.name))
    .flatMap((entry) => {
      const file = path.join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) || entry.name.startsWith('.') ? [] : filesIn(file);
      return entry.isFile() && (SOURCE.test(entry.name) || entry.name === 'package.json') ? [file] : [];
    });
}
