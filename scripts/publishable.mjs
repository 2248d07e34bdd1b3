// Refuses what npm would take and users would miss: a package without the fields that only its maintainer knows, or a
// release whose tag is not its version. `npm publish` runs it, and so does the release workflow, before anything is built.
import { parseArgs } from 'node:util';
import { manifest } from './entries.mjs';

const { values: flags } = parseArgs({ options: { tag: { type: 'string' }, repository: { type: 'string' } } });

const textOf = (value) => (typeof value === 'object' && value !== null ? (value.url ?? value.name) : value);

const REQUIRED = {
  repository: 'the Git address, "git+https://github.com/<owner>/<name>.git": npm signs provenance for no other',
  homepage: 'the page that introduces the package',
  bugs: 'where a bug is reported',
  author: 'who answers for the package',
  funding: 'how it is paid for; an address',
};

const problems = Object.entries(REQUIRED)
  .filter(([field]) => !textOf(manifest[field]))
  .map(([field, what]) => `package.json has no "${field}": ${what}.`);

if (flags.tag !== undefined && flags.tag !== `v${manifest.version}`) {
  problems.push(
    `The tag is ${flags.tag}, package.json's version ${manifest.version}: the tag has to be v${manifest.version}.`,
  );
}

const address = textOf(manifest.repository);
if (flags.repository !== undefined && address && !address.endsWith(`github.com/${flags.repository}.git`)) {
  problems.push(
    `package.json's "repository" is ${address}, and this is ${flags.repository}: npm would refuse the provenance.`,
  );
}

if (problems.length > 0) {
  console.error(['This package cannot be published (RELEASING.md says how):', ...problems].join('\n  '));
  process.exitCode = 1;
}
