import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/entries.mjs';

/** A block of TypeScript in a page. */
export interface Snippet {
  /** The page, and which of its blocks it is: `docs/batch.md#2`. */
  readonly name: string;
  readonly page: string;
  readonly code: string;
}

const BLOCK = /^```ts\n(?<code>[\s\S]*?)^```/gm;

/** Every block of TypeScript of README and of the pages in `docs`. */
export function snippetsOf(): Snippet[] {
  return ['README.md', ...pagesIn('docs'), ...pagesIn('docs/migrating')].flatMap((page) =>
    [...readFileSync(join(root, page), 'utf8').matchAll(BLOCK)].map(({ groups }, index) => ({
      name: `${page}#${index + 1}`,
      page,
      code: groups?.code ?? '',
    })),
  );
}

/** A body that the page leaves out. */
const LEFT_OUT = /\{ … \}/g;

/** A line of imports, wherever it stands. */
const IMPORT = /^import [^;]*;$/gm;

/** Where an order's schema is JSON Schema; elsewhere it is a Standard Schema. */
const JSON_SCHEMA_PAGES = new Set(['docs/event-handler.md', 'docs/validation.md']);

/**
 * A module of a snippet: what the page has said before, what everybody can imagine, and the snippet.
 *
 * @param before The blocks of the page before it: their imports go on.
 * @param given The names that the context exports.
 */
export function moduleOf({ code, page }: Snippet, before: readonly Snippet[], given: readonly string[]): string {
  const own = code.match(IMPORT) ?? [];
  const text = code.replace(IMPORT, '').replace(LEFT_OUT, "{ throw new Error('left out'); }");
  const inherited = before.flatMap((snippet) => snippet.code.match(IMPORT) ?? []);
  const imports = [...own, ...inherited].filter((line, index, all) => {
    const names = namesIn(line);
    const earlier = new Set(all.slice(0, index).flatMap(namesIn));
    return all.indexOf(line) === index && !names.some((name) => earlier.has(name) || declares(text, name));
  });
  const known = new Set(imports.flatMap(namesIn));
  const missing = given.filter((name) => !known.has(name) && !declares(text, name) && uses(text, name));
  const schemas = missing.filter((name) => name === 'orderSchema' && JSON_SCHEMA_PAGES.has(page));
  const rest = missing.filter((name) => !schemas.includes(name));
  return [
    ...imports,
    `import { ${rest.join(', ')} } from '../context.js';`,
    `import { ${schemas.join(', ')} } from '../context-json-schema.js';`,
    text,
    'export {};',
    '',
  ].join('\n');
}

function namesIn(line: string): string[] {
  const [, clause = ''] = /^import (?:type )?([^']*?) from /.exec(line) ?? [];
  return clause
    .replace(/[{}]/g, ' ')
    .split(',')
    .map((part) => part.trim().split(' as ').at(-1)?.trim() ?? '')
    .filter(Boolean);
}

function declares(text: string, name: string): boolean {
  return new RegExp(`\\b(?:const|let|using|class|function|type|interface) (?:\\{[^}]*)?${name}\\b`).test(text);
}

function uses(text: string, name: string): boolean {
  return new RegExp(`(?<![.\\w'/])${name}\\b`).test(text);
}

function pagesIn(folder: string): string[] {
  return readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => `${folder}/${file}`);
}
