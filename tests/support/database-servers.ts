import { type ChildProcess, execFile, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, readdirSync } from 'node:fs';
import { chown, mkdtemp, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A server of a database, from Debian's packages, with its files in a folder of its own. */
export interface DatabaseServer extends AsyncDisposable {
  readonly port: number;
}

/** What it takes to run a server. */
interface Recipe {
  /** Debian's package. */
  readonly debianPackage: string;
  readonly program: string;
  /** Makes the files that the server begins with. */
  readonly prepare?: (folder: string) => readonly string[];
  readonly start: (folder: string, port: number) => readonly string[];
}

const recipes = {
  redis: {
    debianPackage: 'redis-server',
    program: 'redis-server',
    start: (folder, port) => ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--dir', folder],
  },
  mariadb: {
    debianPackage: 'mariadb-server',
    program: 'mariadbd',
    prepare: (folder) => [
      'mariadb-install-db',
      '--no-defaults',
      `--datadir=${folder}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
    ],
    start: (folder, port) => [
      '--no-defaults',
      `--datadir=${folder}`,
      `--socket=${folder}/mariadb.sock`,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      '--skip-name-resolve',
      '--innodb-flush-log-at-trx-commit=0',
    ],
  },
  postgresql: {
    debianPackage: 'postgresql',
    program: 'postgres',
    prepare: (folder) => ['initdb', '--no-sync', '--auth=trust', '--username=root', '-D', folder],
    start: (folder, port) => ['-D', folder, '-p', `${port}`, '-k', folder, '-c', 'listen_addresses=127.0.0.1', '-F'],
  },
} as const satisfies Readonly<Record<string, Recipe>>;

/** A database of which there can be a server. */
export type DatabaseName = keyof typeof recipes;

/** Whether the server's program is here; says in one line that its tests are skipped where it is not. */
export const hasServer = (name: DatabaseName): boolean => {
  const { program, debianPackage } = recipes[name];
  if (locate(program)) return true;
  console.log(`The tests of ${name} are skipped: there is no ${program} (apt-get install ${debianPackage}).`);
  return false;
};

/** Starts a server on a free port of the loopback interface; resolves when it takes connections. */
export const startServer = async (name: DatabaseName): Promise<DatabaseServer> => {
  const recipe: Recipe = recipes[name];
  const folder = await mkdtemp(join(tmpdir(), `otel-powertools-${name}-`));
  const options = await unprivileged(folder);
  const preparation = recipe.prepare?.(folder);
  if (preparation) {
    const [program = '', ...args] = preparation;
    await promisify(execFile)(locate(program) ?? program, args, options);
  }
  const port = await freePort();
  const server = spawn(locate(recipe.program) ?? recipe.program, recipe.start(folder, port), options);
  const output = outputOf(server);
  await untilListening(server, port, output);
  return {
    port,
    async [Symbol.asyncDispose]() {
      server.kill('SIGTERM');
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
};

/** MariaDB and PostgreSQL refuse to run as root. */
const unprivileged = async (folder: string): Promise<SpawnOptions & { cwd: string }> => {
  if (process.getuid?.() !== 0) return { cwd: folder };
  const idOf = async (flag: string): Promise<number> =>
    Number((await promisify(execFile)('id', [flag, 'nobody'])).stdout.trim());
  const [uid, gid] = await Promise.all([idOf('-u'), idOf('-g')]);
  await chown(folder, uid, gid);
  return { cwd: folder, uid, gid };
};

/** Debian keeps PostgreSQL's programs out of the path, and those of servers in `sbin`. */
const locate = (program: string): string | undefined => {
  const root = '/usr/lib/postgresql';
  const versions = attempt(() => readdirSync(root)) ?? [];
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    '/usr/sbin',
    ...versions.map((version) => join(root, version, 'bin')),
  ];
  return folders
    .map((folder) => join(folder, program))
    .find((path) => attempt(() => accessSync(path, constants.X_OK) ?? true));
};

const attempt = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address !== null ? address.port : 0;
};

const outputOf = (server: ChildProcess): (() => string) => {
  let text = '';
  for (const stream of [server.stdout, server.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text = (text + chunk).slice(-4_000);
    });
  }
  return () => text;
};

const untilListening = async (server: ChildProcess, port: number, output: () => string): Promise<void> => {
  for (;;) {
    if (server.exitCode !== null) throw new Error(`The server ended with ${server.exitCode}: ${output()}`);
    const socket = connect(port, '127.0.0.1');
    try {
      await once(socket, 'connect');
      return;
    } catch {
      await delay(50);
    } finally {
      socket.destroy();
    }
  }
};
