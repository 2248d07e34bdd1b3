import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** An example in one may import something as well. */
const COMMENT = /\/\*.*?\*\//gs;
const IMPORT = /(?:\bfrom|\bimport\(|\bdeclare module)\s*['"]([^'"]+)['"]/g;

/** The declaration files that users can reach from `entries`, and the packages that these name. */
export const reachableDeclarations = (entries) => {
  const files = new Set();
  const packages = new Set();
  const visit = (file) => {
    if (files.has(file)) return;
    files.add(file);
    for (const [, target] of readFileSync(file, 'utf8').replaceAll(COMMENT, '').matchAll(IMPORT)) {
      if (target.startsWith('.')) visit(join(dirname(file), target.replace(/\.js$/, '.d.ts')));
      else packages.add(target);
    }
  };
  for (const entry of entries) visit(entry);
  return { files, packages };
};
