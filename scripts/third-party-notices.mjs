import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const LICENCE_FILE = /^(licen[cs]e|notice|copying)/i;

/** The folder of the package that a bundled file comes from, or undefined for a file of our own. */
const packageFolderOf = (file) => {
  const position = file.lastIndexOf('node_modules/');
  if (position < 0) return undefined;
  const [scope, name] = file.slice(position + 'node_modules/'.length).split('/');
  const folder = file.slice(0, position + 'node_modules/'.length);
  return folder + (scope.startsWith('@') ? `${scope}/${name}` : scope);
};

/** The packages of which `metafiles` carry at least one byte. */
export const compiledInPackages = (metafiles) => {
  const folders = new Set();
  for (const { outputs } of metafiles) {
    for (const { inputs } of Object.values(outputs)) {
      for (const [file, { bytesInOutput }] of Object.entries(inputs)) {
        const folder = bytesInOutput > 0 ? packageFolderOf(file) : undefined;
        if (folder) folders.add(folder);
      }
    }
  }
  return [...folders]
    .map((folder) => ({ folder, ...JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) }))
    .sort((a, b) => a.name.localeCompare(b.name) || a.version.localeCompare(b.version));
};

/** Old packages give the licence as an object, or as a list of them. */
const spdxOf = ({ license, licenses }) => {
  const [first] = [license, licenses].flat().filter(Boolean);
  return typeof first === 'string' ? first : first?.type;
};

const licenceTexts = (folder) =>
  readdirSync(folder)
    .filter((file) => LICENCE_FILE.test(file) && existsSync(join(folder, file)))
    .map((file) => readFileSync(join(folder, file), 'utf8').trim());

/** The notices of what is compiled in: each licence text once, with the packages under it. */
export const thirdPartyNotices = (metafiles) => {
  const packagesByText = new Map();
  for (const { folder, name, version, author, ...rest } of compiledInPackages(metafiles)) {
    const license = spdxOf(rest);
    const texts = licenceTexts(folder);
    const owner = typeof author === 'string' ? author : (author?.name ?? 'its authors');
    const text =
      texts.length > 0
        ? texts.join('\n\n')
        : `${license} (no licence file is shipped with the package; copyright ${owner})`;
    const heading = `${name} ${version} (SPDX-License-Identifier: ${license})`;
    packagesByText.set(text, [...(packagesByText.get(text) ?? []), heading]);
  }
  const sections = [...packagesByText].map(
    ([text, names]) => `${names.map((name) => `- ${name}`).join('\n')}\n\n\`\`\`text\n${text}\n\`\`\``,
  );
  return `# Third-party notices\n\nCode of these packages is compiled into what otel-powertools ships.\n\n${sections.join('\n\n---\n\n')}\n`;
};
