// Prints a CycloneDX bill of materials: the package, what is compiled into it (which no scan of node_modules can see) and
// what is installed with it. Needs a build, which writes THIRD-PARTY-NOTICES.md.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { manifest, root } from './entries.mjs';

const NOTICE = /^- (?<name>\S+) (?<version>\S+) \(SPDX-License-Identifier: (?<license>[^)]+)\)$/gm;

const purl = (name, version) => `pkg:npm/${name.replace(/^@/, '%40')}@${version}`;

const component = ({ name, version, license }, properties) => ({
  type: 'library',
  'bom-ref': purl(name, version),
  name,
  version,
  purl: purl(name, version),
  licenses: [{ license: { id: license } }],
  ...(properties && { properties }),
});

const read = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

const compiledIn = [...readFileSync(join(root, 'THIRD-PARTY-NOTICES.md'), 'utf8').matchAll(NOTICE)].map(({ groups }) =>
  component(groups, [{ name: 'otel-powertools:delivery', value: 'compiled in' }]),
);

/** Everything that the dependencies bring, as the lock file has it. */
const { packages } = read('package-lock.json');
const installed = new Map();
const visit = (name) => {
  const entry = packages[`node_modules/${name}`];
  if (installed.has(name) || !entry) return;
  installed.set(name, component({ name, ...entry }));
  for (const dependency of Object.keys(entry.dependencies ?? {})) visit(dependency);
};
for (const name of Object.keys(manifest.dependencies ?? {})) visit(name);

const components = [
  ...compiledIn,
  ...[...installed.values()].filter(({ purl: own }) => !compiledIn.some(({ purl: other }) => other === own)),
];
console.log(
  JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { component: { ...component(manifest), type: 'library' } },
      components,
      dependencies: [
        {
          ref: purl(manifest.name, manifest.version),
          dependsOn: components.map(({ 'bom-ref': reference }) => reference),
        },
      ],
    },
    undefined,
    2,
  ),
);
