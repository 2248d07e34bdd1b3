import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { sourceFiles } from './imports.js';
import { faultsOfFunctions } from './module-functions.js';

describe('the functions of a module', () => {
  it('are declared, those for others first', () => {
    const faults = sourceFiles('src', 'exporters').flatMap((file) =>
      faultsOfFunctions(file, readFileSync(join(root, file), 'utf8')),
    );
    expect(faults).toEqual([]);
  });

  it.each([
    ['export const a = () => 1;', 'x.ts:1 a is a function in a variable: declare it'],
    ['\nconst a = async function () {};', 'x.ts:2 a is a function in a variable: declare it'],
    ['const a = (() => 1) satisfies () => number;', 'x.ts:1 a is a function in a variable: declare it'],
    ['function a() {}\nexport function b() {}', 'x.ts:2 b is exported and comes after the helper a'],
    ['function a() {}\nexport async function* b() {}', 'x.ts:2 b is exported and comes after the helper a'],
  ])('would be found to be otherwise: %s', (text, fault) => {
    expect(faultsOfFunctions('x.ts', text)).toEqual([fault]);
  });

  it.each([
    'export function a() {}\nconst one = 1;\nexport function b() {}\nfunction c() {}',
    'const a: Visitor = (node) => node;',
    'const ones = [1].map((one) => one);',
    'export function a(): void {\n  const b = () => 1;\n  b();\n}',
    'export function a(x: string): string;\nexport function a(x: number): number;\nexport function a(x: any) { return x; }\nfunction b() {}',
  ])('may be: %s', (text) => {
    expect(faultsOfFunctions('x.ts', text)).toEqual([]);
  });
});
