import { asObject, asText, attempt } from '../../shared/unknown.js';

/** `redis` (node-redis) 4 and later: a client, a pool, a cluster or a sentinel. */
export interface NodeRedisClient {
  /** Runs a script that the server knows. */
  evalSha(sha1: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
  /** Runs a script. */
  eval(script: string, options: { keys: string[]; arguments: string[] }): Promise<unknown>;
}

/** `ioredis` 5 and later, or `iovalkey`: a client or a cluster. */
export interface IORedisClient {
  /** Runs a script that the server knows. */
  evalsha(sha1: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
  /** Runs a script. */
  eval(script: string, numberOfKeys: number, ...keysAndArguments: string[]): Promise<unknown>;
}

/** `@valkey/valkey-glide`: a `GlideClient` or a `GlideClusterClient`. */
export interface GlideClient {
  /** Sends any command. */
  customCommand(command: string[]): Promise<unknown>;
}

/** A client of Valkey or Redis. It has to be connected, or to connect by itself. */
export type CacheClient = NodeRedisClient | IORedisClient | GlideClient;

/** Where a command went, as far as a client tells. */
export interface CacheServer {
  readonly address: string | undefined;
  readonly port: number | undefined;
  /** The number of the database. */
  readonly database: string | undefined;
}

/** What of a client is used, whichever it is. */
export interface ScriptRunner {
  evalSha(sha1: string, key: string, values: readonly string[]): Promise<unknown>;
  eval(script: string, key: string, values: readonly string[]): Promise<unknown>;
}

/**
 * @throws {Error} the object is no client that can run a script: without, a claim would be two requests, and two equal calls
 * could both run.
 */
export function scriptRunnerOf(client: CacheClient): ScriptRunner {
  if ('evalSha' in client && typeof client.evalSha === 'function') return ofNodeRedis(client);
  if ('evalsha' in client && typeof client.evalsha === 'function') return ofIORedis(client);
  if ('customCommand' in client && typeof client.customCommand === 'function') return ofGlide(client);
  throw new Error(
    'The client must be one of redis, ioredis, iovalkey or @valkey/valkey-glide, with its method evalSha, evalsha or ' +
      'customCommand: each operation is one script',
  );
}

/** Where a client's commands go. Its options are asked at each call: it may not be connected at first. */
export function serverOf(client: CacheClient): CacheServer {
  const options = attempt(() => asObject(asObject(client)?.options)) ?? {};
  const socket = asObject(options.socket) ?? options;
  const database = options.database ?? options.db;
  return {
    address: asText(socket.host) ?? asText(socket.path),
    port: typeof socket.port === 'number' ? socket.port : undefined,
    database: typeof database === 'number' ? String(database) : undefined,
  };
}

function ofNodeRedis(client: NodeRedisClient): ScriptRunner {
  return {
    evalSha: (sha1, key, values) => client.evalSha(sha1, { keys: [key], arguments: [...values] }),
    eval: (script, key, values) => client.eval(script, { keys: [key], arguments: [...values] }),
  };
}

function ofIORedis(client: IORedisClient): ScriptRunner {
  return {
    evalSha: (sha1, key, values) => client.evalsha(sha1, 1, key, ...values),
    eval: (script, key, values) => client.eval(script, 1, key, ...values),
  };
}

function ofGlide(client: GlideClient): ScriptRunner {
  return {
    evalSha: (sha1, key, values) => client.customCommand(['EVALSHA', sha1, '1', key, ...values]),
    eval: (script, key, values) => client.customCommand(['EVAL', script, '1', key, ...values]),
  };
}
