import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { LocalLambdaError, messageOf } from '../errors.js';

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
    const failure = await call(url, 'CreateTable', table, region);
    if (failure && !failure.includes('ResourceInUseException')) {
      throw new LocalLambdaError(`DynamoDB at ${url} did not create the table "${table.TableName}": ${failure}`);
    }
  }
}

/** Calls one DynamoDB action; the text of the error, if it fails. */
async function call(url: string, action: string, body: unknown, region: string): Promise<string | undefined> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': `DynamoDB_20120810.${action}`,
      'X-Amz-Date': new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
      // Local DynamoDBs want to see a signature; none of them checks it.
      Authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=local`,
    },
    body: JSON.stringify(body),
  }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error);
    throw new LocalLambdaError(`No DynamoDB answers at ${url}: ${cause}`);
  });
  return response.ok ? undefined : response.text();
}
