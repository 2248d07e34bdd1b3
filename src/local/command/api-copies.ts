import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

const API = path.join('@opentelemetry', 'api');

/** A copy of `@opentelemetry/api` on disk. */
export interface ApiCopy {
  readonly folder: string;
  readonly version: string;
}

/** The copies that code in `folder`, and the packages installed for it, would load. */
export function apiCopies(folder: string): ApiCopy[] {
  const modules = modulesAbove(folder);
  const nested = modules.flatMap(packagesIn).map((installed) => path.join(installed, 'node_modules'));
  const [nearest] = modules.filter((each) => existsSync(path.join(each, API)));
  const found = [...(nearest ? [nearest] : []), ...nested]
    .map((each) => path.join(each, API, 'package.json'))
    .filter((manifest) => existsSync(manifest))
    .map((manifest) => realpathSync(manifest));
  return [...new Set(found)].map((manifest) => {
    const content: { readonly version?: string } = JSON.parse(readFileSync(manifest, 'utf8'));
    return { folder: path.dirname(manifest), version: content.version ?? 'unknown' };
  });
}

/** The packages right in a `node_modules`, scoped ones too. */
function packagesIn(modules: string): string[] {
  return readdirSync(modules, { withFileTypes: true })
    .filter((entry) => !entry.name.startsWith('.'))
    .flatMap((entry) => {
      const folder = path.join(modules, entry.name);
      return entry.name.startsWith('@') && entry.isDirectory()
        ? readdirSync(folder).map((name) => path.join(folder, name))
        : [folder];
    });
}

function modulesAbove(folder: string): string[] {
  const above = path.dirname(folder);
  const own = path.join(folder, 'node_modules');
  return [...(existsSync(own) ? [own] : []), ...(above === folder ? [] : modulesAbove(above))];
}
