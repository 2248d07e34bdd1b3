import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { buildCommand, resultOf, start, temporaryFolder } from './support/runtime.js';

let bin = '';
beforeAll(async () => {
  bin = await buildCommand();
});

const esbuildPackage = fileURLToPath(new URL('../../node_modules/esbuild', import.meta.url));

/** A project with these files; with the user's own esbuild installed, or without. */
const project = (files: Readonly<Record<string, string>>, esbuild: boolean): string => {
  const folder = temporaryFolder();
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  mkdirSync(path.join(folder, 'node_modules'), { recursive: true });
  if (esbuild) symlinkSync(esbuildPackage, path.join(folder, 'node_modules/esbuild'), 'dir');
  return folder;
};

/** What the handler of a project returns for an empty event. */
const invoke = async (cwd: string, handler = 'handler.handler') => {
  const lambda = await start(bin, { cwd, functions: [handler] });
  const report = await lambda.invoke(lambda.functions[0]?.name ?? '', {});
  await lambda.close();
  return report;
};

const MODULES = {
  'handler.ts': `
import { written } from './with-extension.js';
import { short } from './short';
import { fromIndex } from './folder';
import settings from './settings.json';
import type { OnlyAType } from './types-only';
export enum Color { Red = 'red' }
export const handler = async (_event: OnlyAType): Promise<unknown> => [written, short, fromIndex, settings.name, Color.Red];
`,
  'with-extension.ts': `export const written = 'with the extension of the output' as const;`,
  'short.ts': `export const short: string = 'without an extension';`,
  'folder/index.ts': `export const fromIndex = 'folder';`,
  'settings.json': `{ "name": "settings" }`,
  'types-only.ts': `export interface OnlyAType { readonly x?: number }`,
};

describe.each([
  ['the esbuild of the project', true],
  ['what comes with the package', false],
])('a TypeScript handler, compiled by %s', (_how, esbuild) => {
  it('imports its other sources, as TypeScript allows it, and JSON', async () => {
    const report = await invoke(project(MODULES, esbuild));
    expect(resultOf(report)).toEqual([
      'with the extension of the output',
      'without an extension',
      'folder',
      'settings',
      'red',
    ]);
  });

  it('is told its own lines in a stack', async () => {
    const report = await invoke(
      project(
        {
          'handler.ts': `interface Long {\n  a: 1;\n}\n\nexport const handler = (): Long => {\n  throw new Error('here');\n};\n`,
        },
        esbuild,
      ),
    );
    expect(report.failure?.trace.join('\n')).toMatch(/handler\.ts:6:\d+/);
  });

  it('may be CommonJS', async () => {
    const report = await invoke(
      project(
        {
          'handler.ts': `import path = require('node:path');\nconst name: string = path.basename('/a/b');\nexports.handler = async () => [name, typeof __dirname];\n`,
        },
        esbuild,
      ),
    );
    expect(resultOf(report)).toEqual(['b', 'string']);
  });

  it.each(['handler.mts', 'handler.cts'])('may be %s', async (file) => {
    const source = file.endsWith('.cts')
      ? 'exports.handler = async (): Promise<string> => typeof require;'
      : 'export const handler = async (): Promise<string> => typeof import.meta.url;';
    const report = await invoke(project({ [file]: source }, esbuild));
    expect(resultOf(report)).toBe(file.endsWith('.cts') ? 'function' : 'string');
  });

  it('reports what is no TypeScript', async () => {
    const report = await invoke(project({ 'handler.ts': 'export const handler = async () => {' }, esbuild));
    expect(report.outcome).toBe('init-error');
    expect(report.failure?.errorMessage).toContain('handler.ts');
  });
});

describe('a class handler with decorators', () => {
  const files = {
    'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true } }',
    'handler.ts': `
const twice = (_target: unknown, _name: string, descriptor: PropertyDescriptor): void => {
  const original = descriptor.value;
  descriptor.value = async function (this: unknown, ...args: unknown[]) {
    return [await original.apply(this, args), await original.apply(this, args)];
  };
};
class Service {
  @twice
  async handler(): Promise<string> { return 'called'; }
}
const service = new Service();
export const handler = service.handler.bind(service);
`,
  };

  it('is compiled by the esbuild of the project, with its tsconfig.json', async () => {
    expect(resultOf(await invoke(project(files, true)))).toEqual(['called', 'called']);
  });

  it('says what it needs where the project has no esbuild', async () => {
    const { failure } = await invoke(project(files, false));
    expect(failure?.errorMessage).toContain('npm install --save-dev esbuild');
  });
});

describe('a JavaScript handler', () => {
  it('may be CommonJS, and its export a path', async () => {
    const cwd = project(
      { 'app.cjs': 'exports.api = { handler: async () => "nested" }; exports.handler = async () => "plain";' },
      false,
    );
    expect(resultOf(await invoke(cwd, 'app.handler'))).toBe('plain');
    expect(resultOf(await invoke(cwd, 'app.api.handler'))).toBe('nested');
  });

  it('may be named with its extension', async () => {
    const cwd = project({ 'my.orders.mjs': 'export const handler = async () => "dots";' }, false);
    expect(resultOf(await invoke(cwd, 'my.orders.handler'))).toBe('dots');
    expect(resultOf(await invoke(cwd, 'my.orders.mjs.handler'))).toBe('dots');
  });
});
