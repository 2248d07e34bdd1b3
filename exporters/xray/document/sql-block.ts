import { CALLEE_HOST, CALLEE_PORT, CONNECTION, DATABASE, SYSTEM } from './attribute-names.js';
import { type AttributeReader, integer, listOf, peekText, take, takeText } from './attributes.js';
import type { Sql } from './segment-document.js';
import { urlOf } from './url.js';

const SQL_SYSTEMS =
  'db2 derby hive ibm.db2 mariadb microsoft.sql_server mssql mysql oracle oracle.db other_sql postgresql sqlite teradata';

/** X-Ray knows SQL only: what is said of any other database stays metadata. */
export function sqlBlock(reader: AttributeReader): Sql | undefined {
  const system = peekText(reader, SYSTEM);
  if (system === undefined || !listOf(SQL_SYSTEMS).includes(system)) return undefined;
  takeText(reader, SYSTEM);
  const database = takeText(reader, DATABASE);
  const host = takeText(reader, CALLEE_HOST);
  const port = host === undefined ? undefined : take(reader, CALLEE_PORT, integer);
  return {
    url: host === undefined ? undefined : urlOf(system, host, port, database === undefined ? '' : `/${database}`),
    connection_string: takeText(reader, CONNECTION)
      ?.replace(/\/\/[^/@\s]*@/g, '//')
      .replace(/\b(password|passwd|pwd)\s*=\s*(?:"[^"]*"|'[^']*'|[^;&\s]*)/gi, '$1=REDACTED'),
    database_type: system,
    user: takeText(reader, 'db.user'),
    sanitized_query: takeText(reader, 'db.query.text db.statement'),
  };
}
