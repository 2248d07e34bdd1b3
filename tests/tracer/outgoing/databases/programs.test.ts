import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../../../scripts/entries.mjs';
import { type DatabaseServer, hasServer, startServer } from '../../../support/database-servers.js';

const program = `${root}tests/tracer/outgoing/databases/program.cjs`;
const OURS = 'otel-powertools/database';
const IOREDIS = '@opentelemetry/instrumentation-ioredis';
const MYSQL2 = '@opentelemetry/instrumentation-mysql2';

const hasBoth = [hasServer('redis'), hasServer('mariadb')].every(Boolean);

describe.runIf(hasBoth)('A function with databases', () => {
  let folder: string;
  let redis: DatabaseServer;
  let mariadb: DatabaseServer;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otel-powertools-databases-'));
    [redis, mariadb] = await Promise.all([startServer('redis'), startServer('mariadb')]);
  }, 120_000);
  afterAll(async () => {
    await Promise.all([redis[Symbol.asyncDispose](), mariadb[Symbol.asyncDispose]()]);
    await rm(folder, { recursive: true });
  });

  const spansOf = async (file: string, environment: Record<string, string> = {}): Promise<[string, string][]> => {
    const ports = { REDIS_PORT: `${redis.port}`, MARIADB_PORT: `${mariadb.port}` };
    const env = { ...process.env, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x', ...ports, ...environment };
    const { stdout } = await promisify(execFile)(process.execPath, [file], { env, timeout: 20_000 });
    return JSON.parse(stdout);
  };

  it('has a span for each call, installed', async () => {
    expect(await spansOf(program)).toEqual([
      ['GET', OURS],
      ['SELECT user', OURS],
    ]);
  });

  it('has them in a minified bundle', async () => {
    const outfile = join(folder, 'bundle.cjs');
    await build({ entryPoints: [program], outfile, bundle: true, minify: true, platform: 'node', logLevel: 'silent' });
    expect(await spansOf(outfile)).toEqual([
      ['GET', OURS],
      ['SELECT user', OURS],
    ]);
  });

  it('has those of an instrumentation of its own in their place, client by client', async () => {
    const instrumented = (...names: [string, string][]) => spansOf(program, { INSTRUMENTED: JSON.stringify(names) });
    expect(await instrumented([IOREDIS, 'IORedisInstrumentation'])).toEqual([
      ['get', IOREDIS],
      ['SELECT user', OURS],
    ]);
    expect(await instrumented([MYSQL2, 'MySQL2Instrumentation'])).toEqual([
      ['GET', OURS],
      ['SELECT', MYSQL2],
    ]);
  });

  it('has none where they are switched off', async () => {
    expect(await spansOf(program, { POWERTOOLS_TRACER_CAPTURE_DATABASE_CALLS: 'false' })).toEqual([]);
  });
});
