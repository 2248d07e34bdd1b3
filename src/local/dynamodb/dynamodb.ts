import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { LocalLambdaError } from '../errors.js';
import { callDynamoDB } from './call-dynamodb.js';

/** A table as `CreateTable` takes it. */
export interface TableDefinition {
  readonly TableName: string;
  readonly [setting: string]: unknown;
}

export interface LocalDynamoDB {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a DynamoDB whose tables live in memory, on a loopback port of its own. */
export async function startDynamoDB(): Promise<LocalDynamoDB> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Listening on a port, never on a pipe: the address is an object.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Creates the tables that do not exist at `url` yet. */
export async function createTables(url: string, tables: readonly TableDefinition[], region: string): Promise<void> {
  for (const table of tables) {
    const { ok, text } = await callDynamoDB(url, 'CreateTable', table, region);
    if (!ok && !text.includes('ResourceInUseException')) {
      throw new LocalLambdaError(`DynamoDB at ${url} did not create the table "${table.TableName}": ${text}`);
    }
  }
}
