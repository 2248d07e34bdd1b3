import { readFileSync } from 'node:fs';
import { LocalLambdaError } from '../errors.js';
import { dev } from './dev.js';
import { doctor } from './doctor.js';
import { DEV_HELP, DOCTOR_HELP, HELP, INVOKE_HELP, MIGRATE_HELP } from './help.js';
import { invoke } from './invoke.js';
import { migrateProject } from './migrate.js';
import { type CommandOptions, readOptions } from './options.js';

/** Where the command's own files are, and the package's manifest. */
export interface Installation {
  /** Where `bootstrap.js` and `typescript-loader.js` are. */
  readonly runtimeFolder: string;
  readonly manifest: URL;
}

type Run = (args: readonly string[], installation: Installation) => Promise<number>;

const COMMANDS = new Map<string, Run>([
  ['dev', withFunctions('dev', DEV_HELP, dev)],
  ['invoke', withFunctions('invoke', INVOKE_HELP, invoke)],
  ['doctor', withFunctions('doctor', DOCTOR_HELP, doctor)],
  ['migrate', (args, { manifest }) => migrateProject(args, manifest, () => print(MIGRATE_HELP))],
]);

/** Runs the command line. Resolves to the exit code; what the user can put right is one line on stderr and code 1. */
export async function run(args: readonly string[], installation: Installation): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === '--version' || name === '-v') return print(`${version(installation.manifest)}\n`);
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') return print(HELP);
    const command = COMMANDS.get(name);
    if (!command) {
      const known = [...COMMANDS.keys()].join(', ');
      throw new LocalLambdaError(`There is no command "${name}", only ${known}. See: otel-powertools --help`);
    }
    return await command(rest, installation);
  } catch (error) {
    if (!(error instanceof LocalLambdaError)) throw error;
    process.stderr.write(`otel-powertools: ${error.message}\n`);
    return 1;
  }
}

/** A command that runs functions, with the options that all of these have. */
function withFunctions(
  name: string,
  help: string,
  command: (options: CommandOptions, runtimeFolder: string) => Promise<number>,
): Run {
  return async (args, { runtimeFolder }) => {
    const options = readOptions(name, args);
    return options.help ? print(help) : command(options, runtimeFolder);
  };
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function version(manifest: URL): string {
  const content: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  return typeof content === 'object' && content !== null && 'version' in content ? String(content.version) : 'unknown';
}
