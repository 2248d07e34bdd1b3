import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findFiles } from './find-files.js';
import { migrateManifest } from './manifest.js';
import type { Remark } from './remark.js';
import { migrateSource } from './source.js';

/** What is to be migrated, and to what. */
export interface MigrationOptions {
  /** Files and folders, absolute. */
  readonly paths: readonly string[];
  /** Whether nothing is written. */
  readonly dryRun: boolean;
  /** The subpaths that this package exports. */
  readonly subpaths: ReadonlySet<string>;
  /** The ranges of what a manifest gets in place of Powertools' packages. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What became of one file. */
export interface MigratedFile {
  readonly file: string;
  readonly imports: number;
  readonly wrapped: number;
  /** Of a manifest: the packages that are gone from it. */
  readonly removed: readonly string[];
  readonly isChanged: boolean;
  readonly remarks: readonly Remark[];
}

/** Rewrites the sources and manifests at the given paths. What it returns leaves out files that have nothing to do with it. */
export function migrate({ paths, dryRun, subpaths, versions }: MigrationOptions): MigratedFile[] {
  const files = findFiles(paths);
  const manifests = files.filter((file) => path.basename(file) === 'package.json');
  const kept = new Set<string>();
  const results: MigratedFile[] = [];
  for (const file of files) {
    if (manifests.includes(file)) continue;
    const before = readFileSync(file, 'utf8');
    const { text, ...counts } = migrateSource(file, before, subpaths);
    for (const name of counts.kept) kept.add(name);
    const isChanged = text !== before;
    if (isChanged && !dryRun) writeFileSync(file, text);
    results.push({ file, ...counts, removed: [], isChanged });
  }
  for (const file of manifests) {
    const before = readFileSync(file, 'utf8');
    const { text, removed, remarks } = migrateManifest(before, kept, versions);
    const isChanged = text !== before;
    if (isChanged && !dryRun) writeFileSync(file, text);
    results.push({ file, imports: 0, wrapped: 0, removed, isChanged, remarks });
  }
  // Of code that has nothing to do with Powertools there is nothing to say.
  const isConcerned = kept.size > 0 || results.some(({ isChanged }) => isChanged);
  return isConcerned ? results.filter(({ isChanged, remarks }) => isChanged || remarks.length > 0) : [];
}
