import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { MigratedFile } from '../../migrate/migrate.js';
import { LocalLambdaError, messageOf } from '../errors.js';

/** What is used of the manifest of this package. */
interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const API = '@opentelemetry/api';

/** There is something left to do by hand. */
const LEFT_OVER = 2;

/** Changes a project from Powertools to this package, and says what was done. Resolves to the exit code. */
export async function migrateProject(args: readonly string[], manifest: URL, help: () => number): Promise<number> {
  const { values, positionals } = parse(args);
  if (values.help) return help();
  const paths = (positionals.length > 0 ? positionals : ['.']).map((given) => path.resolve(given));
  const missing = paths.find((each) => !existsSync(each));
  if (missing) throw new LocalLambdaError(`There is no ${missing}. Name files or folders: otel-powertools migrate src`);
  const own: Manifest = JSON.parse(readFileSync(manifest, 'utf8'));
  // The parser is large, and the other commands do without it.
  const { migrate } = await import('../../migrate/migrate.js');
  const dryRun = values['dry-run'] ?? false;
  const files = migrate({
    paths,
    dryRun,
    subpaths: new Set(Object.keys(own.exports)),
    versions: { [API]: own.peerDependencies[API] ?? '*', [own.name]: `^${own.version}` },
  });
  process.stdout.write(summaryOf(files, dryRun));
  return files.some(({ remarks }) => remarks.length > 0) ? LEFT_OVER : 0;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: { 'dry-run': { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
      allowPositionals: true,
    });
  } catch (error) {
    const [problem] = messageOf(error).split('. ');
    throw new LocalLambdaError(`${problem}. See: otel-powertools migrate --help`);
  }
}

function summaryOf(files: readonly MigratedFile[], dryRun: boolean): string {
  const changed = files.filter(({ isChanged }) => isChanged);
  const remarks = files.flatMap(({ file, remarks: found }) =>
    found.map(({ line, text }) => `  ${relative(file)}:${line}  ${text}`),
  );
  const manifests = changed.some(({ removed }) => removed.length > 0);
  if (files.length === 0) return 'Nothing here uses Powertools for AWS Lambda.\n';
  return [
    ...changed.map((file) => `${dryRun ? 'would change' : 'changed'}  ${relative(file.file)}: ${doneTo(file)}`),
    ...(remarks.length > 0 ? ['', 'Left for you:', ...remarks] : []),
    '',
    `${count(changed.length, 'file')} ${dryRun ? 'would be changed' : 'changed'}, ${count(remarks.length, 'thing')} left for you.`,
    ...(manifests && !dryRun
      ? ['Next: npm install, then run your tests. docs/migrating-from-powertools.md says what differs.']
      : []),
    '',
  ].join('\n');
}

function doneTo({ imports, wrapped, removed }: MigratedFile): string {
  return [
    ...(imports > 0 ? [count(imports, 'import')] : []),
    ...(wrapped > 0 ? [`${count(wrapped, 'handler')} wrapped`] : []),
    ...(removed.length > 0 ? [`${removed.join(', ')} replaced`] : []),
  ].join(', ');
}

function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}

function relative(file: string): string {
  return path.relative(process.cwd(), file) || file;
}
