import { asObject, asText, type UnknownObject } from '../../../shared/unknown.js';
import { describeStatement } from './statement.js';

/** One call of a database, in the terms of the OpenTelemetry semantic conventions. */
interface DatabaseCall {
  /** `db.system.name`. */
  readonly system: string;
  readonly operation: string | undefined;
  readonly namespace: string | undefined;
  readonly collection?: string | undefined;
  readonly summary?: string | undefined;
  /** Without any value. */
  readonly queryText?: string | undefined;
  readonly batchSize?: number | undefined;
}

/** What a client publishes on one of its channels. */
export interface DatabaseChannel {
  /** OpenTelemetry's own instrumentation of the client. */
  readonly instrumentation: string;
  /** Undefined where a message is part of a call that is told of elsewhere. */
  describe(message: UnknownObject): DatabaseCall | undefined;
}

const IOREDIS = '@opentelemetry/instrumentation-ioredis';
const NODE_REDIS = '@opentelemetry/instrumentation-redis';
const MYSQL2 = '@opentelemetry/instrumentation-mysql2';
const MONGOOSE = '@opentelemetry/instrumentation-mongoose';

/** The tracing channels of clients that have such, by their names. */
export const databaseChannels: Readonly<Record<string, DatabaseChannel>> = {
  // Of a transaction every command is told, and the whole of it on `ioredis:batch` once more.
  'ioredis:command': { instrumentation: IOREDIS, describe: redisCommand },
  'ioredis:connect': { instrumentation: IOREDIS, describe: (message) => redis(message, 'connect') },
  'node-redis:command': { instrumentation: NODE_REDIS, describe: redisCommand },
  'node-redis:batch': { instrumentation: NODE_REDIS, describe: redisBatch },
  'node-redis:connect': { instrumentation: NODE_REDIS, describe: (message) => redis(message, 'connect') },
  'mysql2:query': { instrumentation: MYSQL2, describe: mysqlStatement },
  'mysql2:execute': { instrumentation: MYSQL2, describe: mysqlStatement },
  'mysql2:connect': { instrumentation: MYSQL2, describe: (message) => mysql(message, { operation: 'connect' }) },
  'mongoose:query': { instrumentation: MONGOOSE, describe: mongoose },
  'mongoose:aggregate': { instrumentation: MONGOOSE, describe: mongoose },
  'mongoose:model:save': { instrumentation: MONGOOSE, describe: mongoose },
  'mongoose:model:insertMany': { instrumentation: MONGOOSE, describe: mongoose },
  'mongoose:model:bulkWrite': { instrumentation: MONGOOSE, describe: mongoose },
  'mongoose:cursor:next': { instrumentation: MONGOOSE, describe: mongoose },
};

/** A command of a pipeline is told of with the pipeline. */
function redisCommand(message: UnknownObject): DatabaseCall | undefined {
  return message.batchMode === undefined ? redis(message, asText(message.command)?.toUpperCase()) : undefined;
}

function redisBatch(message: UnknownObject): DatabaseCall {
  const size = Number(message.batchSize);
  return { ...redis(message, asText(message.batchMode)), batchSize: size > 1 ? size : undefined };
}

/** Keys are values of the application's, and `CONFIG SET` has passwords: of a command there is no text. */
function redis({ database }: UnknownObject, operation: string | undefined): DatabaseCall {
  return { system: 'redis', operation, namespace: typeof database === 'number' ? String(database) : undefined };
}

function mysqlStatement(message: UnknownObject): DatabaseCall {
  // An object with options may stand for the statement.
  const statement = asText(message.query) ?? asText(asObject(message.query)?.sql) ?? '';
  const { operation, table, summary, text } = describeStatement(statement);
  return mysql(message, { operation, collection: table, summary, queryText: text });
}

function mysql({ database }: UnknownObject, rest: Omit<DatabaseCall, 'system' | 'namespace'>): DatabaseCall {
  return { ...rest, system: 'mysql', namespace: asText(database) };
}

function mongoose({ operation, database, collection }: UnknownObject): DatabaseCall {
  return {
    system: 'mongodb',
    operation: asText(operation),
    namespace: asText(database),
    collection: asText(collection),
  };
}
