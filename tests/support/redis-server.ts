import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** The server that is installed: Valkey, or Redis. */
export const cacheServer = ['valkey-server', 'redis-server'].find(
  (name) => spawnSync(name, ['--version'], { stdio: 'ignore' }).status === 0,
);

if (!cacheServer)
  console.warn('Tests against Valkey or Redis are skipped: neither valkey-server nor redis-server is installed.');

export interface RedisServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** A server on a free port of this machine that keeps nothing; with `cluster`, a cluster of one that has every slot. */
export const startRedis = async (options: { readonly cluster?: boolean } = {}): Promise<RedisServer> => {
  const folder = await mkdtemp(join(tmpdir(), 'otel-powertools-redis-'));
  const port = await freePort();
  const child = spawn(cacheServer ?? '', serverArguments(port, folder, options.cluster === true), { stdio: 'ignore' });
  await untilItAnswers(port, child);
  if (options.cluster) {
    await send(port, 'CLUSTER ADDSLOTSRANGE 0 16383');
    while (!(await send(port, 'CLUSTER INFO')).includes('cluster_state:ok')) await setTimeout(20);
  }
  return {
    port,
    async stop() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
      await rm(folder, { recursive: true });
    },
  };
};

function serverArguments(port: number, folder: string, cluster: boolean): string[] {
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'no',
    // Clients connect to the address that a cluster says it has.
    ...(cluster && { 'cluster-enabled': 'yes', 'cluster-announce-ip': '127.0.0.1' }),
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  // A cluster listens on this port and on one 10000 above it.
  return port < 55_000 ? port : freePort();
}

async function untilItAnswers(port: number, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const reply = await send(port, 'PING').catch(() => '');
    if (reply.startsWith('+PONG')) return;
    await setTimeout(20);
  }
  throw new Error(`${cacheServer} ended with ${child.exitCode}`);
}

/** The first part of the answer to a command. */
export async function send(port: number, command: string): Promise<string> {
  const socket = createConnection(port, '127.0.0.1');
  try {
    socket.write(`${command}\r\n`);
    const [reply] = await once(socket, 'data');
    return String(reply);
  } finally {
    socket.destroy();
  }
}
