import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';

const scripts = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js'))
    .map((entry) => join(entry.parentPath, entry.name));

/** esbuild heads what it took from a file with the path of it. */
const ORIGIN = /^\s*\/\/ (?:.*\/)?node_modules\/((?:@[^/\n]+\/)?[^/\n]+)\//gm;

const compiledIn = (folder: string): Set<string> =>
  new Set(
    scripts(folder).flatMap((file) => [...readFileSync(file, 'utf8').matchAll(ORIGIN)].map(([, name]) => name ?? '')),
  );

const notices = readFileSync(join(root, 'THIRD-PARTY-NOTICES.md'), 'utf8');
const noticed = [...notices.matchAll(/^- (\S+) (\S+) \(SPDX-License-Identifier: ([^)]+)\)$/gm)].map(
  ([, name = '', version = '', licence = '']) => ({ name, version, licence }),
);

/** What may be compiled into a package under Apache-2.0 without another word. */
const PERMISSIVE = new Set(['Apache-2.0', 'MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0']);

interface BillOfMaterials {
  readonly bomFormat: string;
  readonly serialNumber: string;
  readonly components: readonly { readonly name: string; readonly version: string }[];
}

describe('the third-party notices', () => {
  const shipped = new Set([...compiledIn('dist/esm'), ...compiledIn('dist/bin')]);

  it('cover exactly the packages of which code is shipped', () => {
    // Control: the marks that this test reads are there.
    expect(shipped).toContain('@opentelemetry/core');
    expect(noticed.map(({ name }) => name).toSorted()).toEqual([...shipped].toSorted());
  });

  it('name the version that is installed, so that was built with', () => {
    // Of some packages there are several, one below another.
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const folders = Object.keys(packages);
    for (const { name, version } of noticed) {
      const installed = folders
        .filter((folder) => folder.endsWith(`node_modules/${name}`))
        .map((folder) => JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')).version);
      expect({ name, versions: installed }).toEqual({ name, versions: expect.arrayContaining([version]) });
    }
  });

  it('hold permissive licences only, each with its text', () => {
    expect(noticed.filter(({ licence }) => !PERMISSIVE.has(licence))).toEqual([]);
    for (const section of notices.split('\n---\n')) expect(section).toMatch(/```text\n[^`]{20,}/);
  });

  it('leave the peers to the project that installs them, and nothing else is installed', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    expect(dependencies).toBeUndefined();
    for (const name of Object.keys(peerDependencies)) expect(compiledIn('dist/esm')).not.toContain(name);
  });

  it('are the bill of materials', () => {
    const bill: BillOfMaterials = JSON.parse(
      execFileSync(process.execPath, [join(root, 'scripts/sbom.mjs')], { encoding: 'utf8' }),
    );
    expect(bill).toMatchObject({
      bomFormat: 'CycloneDX',
      serialNumber: expect.stringMatching(/^urn:uuid:[\da-f-]{36}$/),
    });
    expect(bill.components.map(({ name }) => name)).toEqual(noticed.map(({ name }) => name));
    expect([...shipped]).toEqual(expect.arrayContaining(['ajv', 'jmespath', 'fast-deep-equal']));
  });
});
