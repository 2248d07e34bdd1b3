import { statSync } from 'node:fs';
import path from 'node:path';

/** In the order in which they are tried: a TypeScript source beside its own output is the newer one. */
const HANDLER_EXTENSIONS = ['.ts', '.mts', '.cts', '.tsx', '.js', '.mjs', '.cjs'] as const;

export interface HandlerReference {
  /** Absolute path of the module. */
  readonly file: string;
  /** The export, or a path into it: `handler`, `api.handler`. */
  readonly exportPath: string;
}

/**
 * Finds the module of `<file>.<export>`, as in Lambda's Handler setting; the file's extension may be written or left
 * out. Undefined when there is no such file.
 */
export function findHandler(handler: string, root: string): HandlerReference | undefined {
  const folder = path.dirname(handler);
  const parts = path.basename(handler).split('.');
  // The longest file name wins: in `orders.api.handler` the file may be `orders.api.ts` or `orders.ts`.
  for (let length = parts.length - 1; length > 0; length--) {
    const file = moduleFile(path.resolve(root, folder, parts.slice(0, length).join('.')));
    if (file) return { file, exportPath: parts.slice(length).join('.') };
  }
  return undefined;
}

function isFile(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isFile() === true;
}

function moduleFile(withoutExtension: string): string | undefined {
  return [withoutExtension, ...HANDLER_EXTENSIONS.map((extension) => withoutExtension + extension)]
    .filter((file) => HANDLER_EXTENSIONS.some((extension) => file.endsWith(extension)))
    .find(isFile);
}
