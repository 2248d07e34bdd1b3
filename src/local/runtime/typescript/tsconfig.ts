import path from 'node:path';
import { createPathsMatcher, getTsconfig, type PathsMatcher } from 'get-tsconfig';

/** What the tsconfig.json that applies to a folder says, as far as it matters here. */
interface FolderConfig {
  readonly matcher: PathsMatcher | null;
  readonly verbatim: boolean;
}

const files = new Map<string, unknown>();
const folders = new Map<string, FolderConfig>();

/** Where the `paths` and the `baseUrl` of the tsconfig.json that applies to `importer` let an import lead: absolute paths. */
export function mappedPaths(specifier: string, importer: string): readonly string[] {
  return configFor(importer).matcher?.(specifier) ?? [];
}

/**
 * Whether `verbatimModuleSyntax` is on: imports of types are marked as such. Elsewhere a compiler has to leave out what is
 * imported and not used as a value, which Node.js does not do.
 */
export function marksTypeImports(file: string): boolean {
  return configFor(file).verbatim;
}

function configFor(file: string): FolderConfig {
  const folder = path.dirname(file);
  let config = folders.get(folder);
  if (config === undefined) {
    const found = getTsconfig(folder, 'tsconfig.json', files);
    config = {
      matcher: found && createPathsMatcher(found),
      verbatim: found?.config.compilerOptions?.verbatimModuleSyntax === true,
    };
    folders.set(folder, config);
  }
  return config;
}
