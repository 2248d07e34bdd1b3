import MagicString from 'magic-string';
import { mayReplaceConsole, remarkOnConsole } from './console-spies.js';
import { migrateNeighbours } from './neighbours.js';
import { POWERTOOLS, packageOf, targetOf } from './packages.js';
import type { Remark } from './remark.js';
import { specifiersIn } from './specifiers.js';
import { lineOf, parseSource, rangeOf } from './syntax.js';
import { wrapHandlers } from './wrap-handlers.js';

/** What became of one source file. */
export interface MigratedSource {
  readonly text: string;
  /** How many names of modules were replaced. */
  readonly imports: number;
  /** How many handlers were wrapped. */
  readonly wrapped: number;
  /** What is left for the user. */
  readonly remarks: readonly Remark[];
  /** The packages of Powertools that are still named afterwards. */
  readonly kept: readonly string[];
}

/**
 * Rewrites the imports of one source file, and wraps its handler.
 *
 * @param file Its name: the ending says what syntax it has.
 * @param subpaths The subpaths that this package exports.
 */
export function migrateSource(file: string, text: string, subpaths: ReadonlySet<string>): MigratedSource {
  const nothing = { text, imports: 0, wrapped: 0, remarks: [], kept: [] };
  const isNamed = text.includes(POWERTOOLS);
  if (!isNamed && !mayReplaceConsole(text)) return nothing;
  let tree: ReturnType<typeof parseSource>;
  try {
    tree = parseSource(file, text);
  } catch (error) {
    if (!isNamed) return nothing;
    const why = error instanceof Error ? error.message : String(error);
    return { ...nothing, remarks: [{ line: 1, text: `it could not be read: ${why}` }], kept: packagesIn(text) };
  }
  const edits = new MagicString(text);
  const remarks: Remark[] = remarkOnConsole(tree.program);
  const kept = new Set<string>();
  let imports = 0;
  for (const { node, text: specifier, isModule } of specifiersIn(tree.program)) {
    const target = isModule
      ? targetOf(specifier, subpaths)
      : { reason: 'it is no import: change it where it needs to' };
    if (target.specifier === undefined) {
      kept.add(packageOf(specifier));
      remarks.push({ line: lineOf(node), text: `${specifier} was left: ${target.reason}` });
    } else {
      const { start, end } = rangeOf(node);
      edits.update(start + 1, end - 1, target.specifier);
      imports += 1;
    }
  }
  if (imports === 0) return { ...nothing, remarks: remarks.toSorted(byLine), kept: [...kept] };
  const neighbours = migrateNeighbours(tree.program, edits);
  const wrapping = wrapHandlers(tree.program, text, edits);
  return {
    text: edits.toString(),
    imports: imports + neighbours.imports,
    wrapped: wrapping.wrapped,
    remarks: [...remarks, ...neighbours.remarks, ...wrapping.remarks].toSorted(byLine),
    kept: [...kept],
  };
}

function byLine(one: Remark, other: Remark): number {
  return one.line - other.line;
}

function packagesIn(text: string): string[] {
  return [...new Set(text.match(/@aws-lambda-powertools\/[a-z-]+/g))];
}
