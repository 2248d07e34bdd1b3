import { readFileSync } from 'node:fs';
import { LocalLambdaError } from '../errors.js';
import { dev } from './dev.js';
import { doctor } from './doctor.js';
import { DEV_HELP, DOCTOR_HELP, HELP, INVOKE_HELP } from './help.js';
import { invoke } from './invoke.js';
import { type CommandOptions, readOptions } from './options.js';

interface Command {
  readonly help: string;
  readonly run: (options: CommandOptions, runtimeFolder: string) => Promise<number>;
}

const COMMANDS = new Map<string, Command>([
  ['dev', { help: DEV_HELP, run: dev }],
  ['invoke', { help: INVOKE_HELP, run: invoke }],
  ['doctor', { help: DOCTOR_HELP, run: doctor }],
]);

/**
 * Runs the command line. Resolves to the exit code; what the user can put right is one line on stderr and code 1.
 *
 * @param runtimeFolder where `bootstrap.js` and `typescript-loader.js` are
 * @param manifest the package's package.json
 */
export async function run(args: readonly string[], runtimeFolder: string, manifest: URL): Promise<number> {
  const [name, ...rest] = args;
  try {
    if (name === '--version' || name === '-v') return print(`${version(manifest)}\n`);
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') return print(HELP);
    const command = COMMANDS.get(name);
    if (!command) {
      const known = [...COMMANDS.keys()].join(', ');
      throw new LocalLambdaError(`There is no command "${name}", only ${known}. See: otel-powertools --help`);
    }
    const options = readOptions(name, rest);
    return options.help ? print(command.help) : await command.run(options, runtimeFolder);
  } catch (error) {
    if (!(error instanceof LocalLambdaError)) throw error;
    process.stderr.write(`otel-powertools: ${error.message}\n`);
    return 1;
  }
}

function print(text: string): number {
  process.stdout.write(text);
  return 0;
}

function version(manifest: URL): string {
  const content: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  return typeof content === 'object' && content !== null && 'version' in content ? String(content.version) : 'unknown';
}
