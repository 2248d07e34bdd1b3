import { POWERTOOLS } from './packages.js';
import type { Remark } from './remark.js';

/** What became of a package.json. */
export interface MigratedManifest {
  readonly text: string;
  /** The packages that are gone from it. */
  readonly removed: readonly string[];
  /** What is left for the user. */
  readonly remarks: readonly Remark[];
}

/** The parts of a manifest that name packages, by how much they mean. */
const SECTIONS = ['dependencies', 'optionalDependencies', 'peerDependencies', 'devDependencies'] as const;

type Packages = Readonly<Record<string, string>>;

/**
 * Replaces the packages of Powertools in a manifest.
 *
 * @param kept Packages that some source still needs.
 * @param versions The ranges of what comes instead: this package and its peer.
 */
export function migrateManifest(text: string, kept: ReadonlySet<string>, versions: Packages): MigratedManifest {
  const nothing = { text, removed: [], remarks: [] };
  if (!text.includes(POWERTOOLS)) return nothing;
  let manifest: Record<string, unknown>;
  try {
    // Some editors of Windows put a mark before it, which npm takes.
    manifest = JSON.parse(text.replace(/^\ufeff/, ''));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { ...nothing, remarks: [{ line: 1, text: `it could not be read: ${why}` }] };
  }
  const named = new Set(SECTIONS.flatMap((section) => Object.keys(packagesIn(manifest, section))));
  const removed: string[] = [];
  for (const section of SECTIONS) {
    const packages = packagesIn(manifest, section);
    const leaving = Object.keys(packages).filter((name) => name.startsWith(POWERTOOLS) && !kept.has(name));
    if (leaving.length === 0) continue;
    removed.push(...leaving);
    const gone = new Set(leaving);
    const staying = Object.entries(packages).filter(([name]) => !gone.has(name));
    const coming = Object.entries(versions).filter(([name]) => !named.has(name));
    for (const [name] of coming) named.add(name);
    manifest[section] = Object.fromEntries(inOrderOf(Object.keys(packages), [...staying, ...coming]));
  }
  if (removed.length === 0) return nothing;
  return {
    text: `${JSON.stringify(manifest, undefined, indentOf(text))}${text.endsWith('\n') ? '\n' : ''}`,
    removed,
    remarks: [],
  };
}

function packagesIn(manifest: Record<string, unknown>, section: string): Packages {
  const packages = manifest[section];
  return typeof packages === 'object' && packages !== null ? (packages as Packages) : {};
}

/** Sorted where it was sorted before, as npm does it. */
function inOrderOf(before: readonly string[], entries: [string, string][]): [string, string][] {
  const isSorted = before.every((name, index) => index === 0 || String(before[index - 1]).localeCompare(name) <= 0);
  return isSorted ? entries.toSorted(([one], [other]) => one.localeCompare(other)) : entries;
}

function indentOf(text: string): string {
  return /^(?<indent>[ \t]+)"/m.exec(text)?.groups?.indent ?? '  ';
}
