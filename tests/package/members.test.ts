import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { exportsOf, reachableFrom } from './declared.js';
import { undocumentedMembers } from './members.js';

const folder = mkdtempSync(join(tmpdir(), 'otel-powertools-declarations-'));
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
const declaration = (text: string): string => {
  count += 1;
  const name = `module-${count}`;
  writeFileSync(join(folder, `${name}.d.ts`), text);
  return name;
};

/** What is found in all that `entry`, a module of `folder`, exports or names. */
const undocumentedIn = (entry: string): string[] =>
  reachableFrom(exportsOf(join(folder, `${entry}.d.ts`)).values()).flatMap((declared) =>
    undocumentedMembers(declared).map((member) => `${declared.name}.${member}`),
  );

describe('undocumented members', () => {
  it.each([
    ['a method', 'export declare class A { run(): void; }', ['A.run']],
    ['a static property', 'export declare class A { static readonly one: 1; }', ['A.one']],
    ['a protected method', 'export declare abstract class A { protected abstract run(): void; }', ['A.run']],
    ['a property of an interface', 'export interface A { readonly one?: 1; two(): void; }', ['A.one', 'A.two']],
    ['a member of an object type', 'export type A = { one: 1 } & { two: 2 };', ['A.one', 'A.two']],
    ['behind a line comment', 'export interface A {\n  // Not TSDoc.\n  one: 1;\n}', ['A.one']],
    ['behind the TSDoc of the member before', 'export interface A { /** One. */ one: 1; two: 2; }', ['A.two']],
  ])('are found: %s', (_, text, expected) => {
    expect(undocumentedIn(declaration(text))).toEqual(expected);
  });

  it.each([
    ['with TSDoc', 'export interface A {\n  /** One. */\n  readonly one: 1;\n}'],
    ['a constructor', 'export declare class A { constructor(one: 1); }'],
    ['what is private', 'export declare class A { #private; private one; }'],
    ['what a class of errors has as an error', 'export declare class A extends Error { readonly name = "A"; }'],
    ['a brand', 'declare const BRAND: unique symbol;\nexport declare class A { readonly [BRAND]: true; }'],
    ['an overload whose first one has TSDoc', 'export interface A { /** Runs. */ run(one: 1): void; run(): void; }'],
    ['a setter whose getter has TSDoc', 'export declare class A { /** One. */ get one(): 1; set one(one: 1); }'],
    ['a class that nothing public names', 'declare class A { one: 1; }\nexport declare const two: 2;'],
    [
      'what an interface documents',
      'interface B { /** Runs. */ run(): void; }\nexport declare class A implements B { run(): void; }',
    ],
  ])('are not: %s', (_, text) => {
    expect(undocumentedIn(declaration(text))).toEqual([]);
  });

  it('are found behind imports, under another name, and in what a type names', () => {
    const base = declaration(
      'export interface Base { /** One. */ one: 1; two: Other; }\ninterface Other { three: 3; }',
    );
    const middle = declaration(
      `import type { Base as Renamed } from './${base}.js';\nexport interface A extends Renamed { one: 1; }`,
    );
    const entry = declaration(`export { type A as B } from './${middle}.js';\nexport * from './${base}.js';`);
    expect(undocumentedIn(entry).sort()).toEqual(['Base.two', 'Other.three']);
  });
});
