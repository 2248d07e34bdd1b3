import type { AttributeReader } from './attribute-reader.js';
import type { Sql } from './segment-document.js';

const SYSTEM = ['db.system.name', 'db.system'];
const DATABASE = ['db.namespace', 'db.name'];
const CONNECTION = ['db.connection_string'];
const QUERY = ['db.query.text', 'db.statement'];
const USER = ['db.user'];
const HOST = ['server.address', 'net.peer.name', 'net.peer.ip'];
const PORT = ['server.port', 'net.peer.port'];

const SQL_SYSTEMS = new Set([
  'db2',
  'derby',
  'hive',
  'ibm.db2',
  'mariadb',
  'microsoft.sql_server',
  'mssql',
  'mysql',
  'oracle',
  'oracle.db',
  'other_sql',
  'postgresql',
  'sqlite',
  'teradata',
]);

/** X-Ray knows SQL only: what is said of any other database stays metadata. */
export const sqlBlock = (reader: AttributeReader): Sql | undefined => {
  const system = reader.peekString(SYSTEM);
  if (system === undefined || !SQL_SYSTEMS.has(system)) return undefined;
  reader.take(SYSTEM);
  const connection = reader.takeString(CONNECTION);
  const database = reader.takeString(DATABASE);
  const host = reader.takeString(HOST);
  const port = host === undefined ? undefined : reader.takeInteger(PORT);
  return {
    url: host === undefined ? undefined : sqlUrl(system, host, port, database),
    connection_string: connection === undefined ? undefined : withoutCredentials(connection),
    database_type: system,
    user: reader.takeString(USER),
    sanitized_query: reader.takeString(QUERY),
  };
};

const sqlUrl = (system: string, host: string, port: number | undefined, database: string | undefined): string => {
  const authority = port === undefined ? host : `${host}:${port}`;
  return `${system}://${authority}${database === undefined ? '' : `/${database}`}`;
};

const withoutCredentials = (connection: string): string =>
  connection
    .replace(/\/\/[^/@\s]*@/g, '//')
    .replace(/\b(password|passwd|pwd)\s*=\s*(?:"[^"]*"|'[^']*'|[^;&\s]*)/gi, '$1=REDACTED');
