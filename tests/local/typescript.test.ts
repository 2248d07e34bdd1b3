import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { nodeExecutable } from '../../scripts/node-versions.mjs';
import { buildCommand, resultOf, start, temporaryFolder } from './support/runtime.js';

let bin = '';
beforeAll(async () => {
  bin = await buildCommand();
});

const esbuildPackage = fileURLToPath(new URL('../../node_modules/esbuild', import.meta.url));

/** A project with these files; with the user's own esbuild installed, or without. */
const projectOf = (files: Readonly<Record<string, string>>, esbuild: boolean): string => {
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
const invoke = async (cwd: string, handler = 'handler.handler', node: string = process.execPath) => {
  const lambda = await start(bin, { cwd, functions: [handler], node });
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

/** One version that strips types itself, and one that does not. */
const compilers = [
  { how: 'the esbuild of the project', esbuild: true, node: process.execPath, verbatim: false },
  { how: 'what comes with the package', esbuild: false, node: nodeExecutable(20), verbatim: false },
  { how: 'what comes with the package, on Node.js 24', esbuild: false, node: nodeExecutable(24), verbatim: false },
  { how: 'Node.js 24 itself', esbuild: false, node: nodeExecutable(24), verbatim: true },
];

describe.each(compilers)('a TypeScript handler, compiled by $how', ({ esbuild, node, verbatim }) => {
  const compilerOptions = verbatim ? { verbatimModuleSyntax: true } : {};
  const project = (files: Readonly<Record<string, string>>): string =>
    projectOf({ 'tsconfig.json': JSON.stringify({ compilerOptions }), ...files }, esbuild);

  it('imports its other sources, as TypeScript allows it, and JSON', async () => {
    const report = await invoke(project(MODULES), 'handler.handler', node);
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
      project({
        'handler.ts': `interface Long {\n  a: 1;\n}\n\nexport const handler = (): Long => {\n  throw new Error('here');\n};\n`,
      }),
      'handler.handler',
      node,
    );
    expect(report.failure?.trace.join('\n')).toMatch(/handler\.ts:6:\d+/);
  });

  it('may be CommonJS', async () => {
    const report = await invoke(
      project({
        'handler.ts': `import path = require('node:path');\nconst name: string = path.basename('/a/b');\nexports.handler = async () => [name, typeof __dirname];\n`,
      }),
      'handler.handler',
      node,
    );
    expect(resultOf(report)).toEqual(['b', 'string']);
  });

  it.runIf(!verbatim)('may import types without marking them as such', async () => {
    const files = {
      'handler.ts': `import { OnlyAType } from './types-only';
import { Handler } from 'not-installed';
export const handler: Handler = async (_event: OnlyAType) => 'loaded';`,
      'types-only.ts': 'export interface OnlyAType { readonly x?: number }',
    };
    expect(resultOf(await invoke(project(files), 'handler.handler', node))).toBe('loaded');
  });

  it('may have what leaves more than nothing behind: an enum, a parameter property, JSX-like generics', async () => {
    const source = `
enum Size { Small = 1, Large }
class Box { constructor(readonly size: Size, private readonly label?: string) {} text() { return this.label ?? 'none'; } }
const same = <T,>(value: T): T => value;
export const handler = async (): Promise<unknown> => [Size[2], new Box(Size.Large).size, new Box(1, 'b').text(), same<string>('s')];
`;
    const report = await invoke(project({ 'handler.ts': source }), 'handler.handler', node);
    expect(report.failure).toBeUndefined();
    expect(resultOf(report)).toEqual(['Large', 2, 'b', 's']);
    expect(report.logs).toEqual([]);
  });

  it('imports by the paths and the baseUrl of tsconfig.json, and of what that extends', async () => {
    const files = {
      'tsconfig.json': '{ // the base has the paths\n "extends": "./config/base.json", }',
      'config/base.json': JSON.stringify({
        compilerOptions: {
          ...compilerOptions,
          baseUrl: '..',
          paths: { '@shared/*': ['shared/*'], '#exact': ['shared/exact.ts'] },
        },
      }),
      'shared/money.ts': `import { rate } from 'settings/rates.js';\nexport const price = (n: number): number => n * rate;`,
      'shared/exact.ts': `export const exact = 'one file';`,
      'settings/rates.ts': `export const rate: number = 2;`,
      'src/handler.ts': `import { price } from '@shared/money';
import { exact } from '#exact';
import { basename } from 'path';
export const handler = async () => [price(21), exact, basename('/a/b')];`,
    };
    const report = await invoke(project(files), 'src/handler.handler', node);
    expect(report.failure).toBeUndefined();
    expect(resultOf(report)).toEqual([42, 'one file', 'b']);
  });

  it.each(['handler.mts', 'handler.cts'])('may be %s', async (file) => {
    const source = file.endsWith('.cts')
      ? 'exports.handler = async (): Promise<string> => typeof require;'
      : 'export const handler = async (): Promise<string> => typeof import.meta.url;';
    const report = await invoke(project({ [file]: source }), 'handler.handler', node);
    expect(resultOf(report)).toBe(file.endsWith('.cts') ? 'function' : 'string');
  });

  it('reports what is no TypeScript, with the line of the source', async () => {
    const files = { 'handler.ts': 'export const handler = async () => {\n  const a: number = = 1;\n};\n' };
    const report = await invoke(project(files), 'handler.handler', node);
    expect(report).toMatchObject({ outcome: 'init-error', failure: { errorType: 'Runtime.UserCodeSyntaxError' } });
    expect(report.explanation?.excerpt).toMatchObject({ file: expect.stringMatching(/handler\.ts$/), line: 2 });
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
    expect(resultOf(await invoke(projectOf(files, true)))).toEqual(['called', 'called']);
  });

  it('says what it needs where the project has no esbuild', async () => {
    const { failure } = await invoke(projectOf(files, false));
    expect(failure?.errorMessage).toContain('npm install --save-dev esbuild');
  });
});

describe('Node.js 24', () => {
  it('strips types itself in a project that marks its imports of types: columns stay as well', async () => {
    const source = "export const handler = (_event: unknown): never => { throw new Error('here'); };";
    const tsconfig = '{ "compilerOptions": { "verbatimModuleSyntax": true } }';
    const cwd = projectOf({ 'tsconfig.json': tsconfig, 'handler.ts': source }, false);
    const { failure } = await invoke(cwd, 'handler.handler', nodeExecutable(24));
    expect(failure?.trace[1]).toContain(`handler.ts:1:${source.indexOf('new Error') + 1}`);
  });
});

describe('a JavaScript handler', () => {
  it.each(['handler.mjs', 'handler.cjs'])(
    'reports what is no JavaScript, with the line of the source: %s',
    async (file) => {
      const report = await invoke(projectOf({ [file]: 'const fine = 1;\nconst broken = = 1;\n' }, false));
      expect(report).toMatchObject({ outcome: 'init-error', failure: { errorType: 'Runtime.UserCodeSyntaxError' } });
      expect(report.explanation?.excerpt).toMatchObject({ file: expect.stringMatching(file), line: 2 });
    },
  );

  it('may be CommonJS, and its export a path', async () => {
    const cwd = projectOf(
      { 'app.cjs': 'exports.api = { handler: async () => "nested" }; exports.handler = async () => "plain";' },
      false,
    );
    expect(resultOf(await invoke(cwd, 'app.handler'))).toBe('plain');
    expect(resultOf(await invoke(cwd, 'app.api.handler'))).toBe('nested');
  });

  it('may be named with its extension', async () => {
    const cwd = projectOf({ 'my.orders.mjs': 'export const handler = async () => "dots";' }, false);
    expect(resultOf(await invoke(cwd, 'my.orders.handler'))).toBe('dots');
    expect(resultOf(await invoke(cwd, 'my.orders.mjs.handler'))).toBe('dots');
  });
});
