import { existsSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { isRecord } from '../is-record.js';

/** One line of a stack. */
export interface StackFrame {
  readonly label: string;
  /** An absolute path, or what Node.js calls its own modules. */
  readonly file: string;
  readonly line: number;
  readonly column: number | undefined;
  /** Whether it is the user's code: neither an installed package, nor Node.js, nor this package. */
  readonly own: boolean;
}

/** The lines of a source around one of them. */
export interface SourceExcerpt {
  readonly file: string;
  readonly line: number;
  /** The number of the first of `lines`. */
  readonly firstLine: number;
  readonly lines: readonly string[];
}

const FRAME = /^\s*at (?:(.+?) \()?((?:file:\/\/|node:|\/|[A-Za-z]:[\\/]|internal\/)[^()]*?):(\d+)(?::(\d+))?\)?$/;
const SOURCE = /\.[mc]?[jt]sx?$/;
const EXCERPT_LINES = 2;
const SOURCE_LIMIT_BYTES = 2 * 1024 * 1024;
const LINE_LIMIT = 240;

const packageFolder = ownPackageFolder(fileURLToPath(import.meta.url));

/** The frames of a stack as text. */
export function framesOfStack(lines: readonly string[]): StackFrame[] {
  return lines.flatMap((line) => {
    const [, label = '<anonymous>', place = '', number, column] = line.match(FRAME) ?? [];
    if (number === undefined) return [];
    const file = place.startsWith('file://') ? pathOf(place) : place;
    return [
      {
        label,
        file,
        line: Number(number),
        column: column === undefined ? undefined : Number(column),
        own: isOwnFile(file),
      },
    ];
  });
}

/** The frames of an exception in a segment document. */
export function framesOfDocument(stack: unknown): StackFrame[] {
  return (Array.isArray(stack) ? stack : []).filter(isRecord).flatMap(({ path: file, line, label }) =>
    typeof file === 'string' && typeof line === 'number'
      ? [
          {
            label: typeof label === 'string' ? label : '<anonymous>',
            file,
            line,
            column: undefined,
            own: isOwnFile(file),
          },
        ]
      : [],
  );
}

/** The source around the first of the user's own frames; undefined where there is none, or it cannot be read. */
export function excerptOf(frames: readonly StackFrame[]): SourceExcerpt | undefined {
  const frame = frames.find(({ own, file }) => own && SOURCE.test(file));
  if (!frame) return undefined;
  try {
    if (statSync(frame.file).size > SOURCE_LIMIT_BYTES) return undefined;
    const all = readFileSync(frame.file, 'utf8').split('\n');
    const from = Math.max(0, frame.line - 1 - EXCERPT_LINES);
    const lines = all.slice(from, frame.line + EXCERPT_LINES).map((line) => line.slice(0, LINE_LIMIT));
    return frame.line > all.length ? undefined : { file: frame.file, line: frame.line, firstLine: from + 1, lines };
  } catch {
    // The source is not on this machine, or has moved since.
    return undefined;
  }
}

function isOwnFile(file: string): boolean {
  if (/^(node:|internal\/)/.test(file) || /[\\/]node_modules[\\/]/.test(file)) return false;
  return !['dist', 'src', 'exporters'].some((folder) => file.startsWith(path.join(packageFolder, folder) + path.sep));
}

function pathOf(url: string): string {
  try {
    return fileURLToPath(url);
  } catch {
    return url;
  }
}

/** Built, this module lies in `dist`; run from source, in `src`: either way below the package's own manifest. */
function ownPackageFolder(from: string): string {
  const folder = path.dirname(from);
  return existsSync(path.join(folder, 'package.json')) || folder === from ? folder : ownPackageFolder(folder);
}
