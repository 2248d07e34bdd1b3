// Prints a CycloneDX bill of materials: the package and what is compiled into it, which no scan of node_modules can see.
// Nothing but the user's own peers is installed with it. Needs a build, which writes THIRD-PARTY-NOTICES.md.
import { randomUUID } from 'node:crypto';
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

const components = [...readFileSync(join(root, 'THIRD-PARTY-NOTICES.md'), 'utf8').matchAll(NOTICE)].map(({ groups }) =>
  component(groups, [{ name: 'otel-powertools:delivery', value: 'compiled in' }]),
);

console.log(
  JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      // Without it GitHub's attestation takes the file for no bill of materials.
      serialNumber: `urn:uuid:${randomUUID()}`,
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
