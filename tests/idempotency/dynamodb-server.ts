import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';

/** A DynamoDB-compatible server on a free port, with a table of a simple key and one of a composite key. */
export const startDynamoDB = async () => {
  const server = dynalite({ createTableMs: 0 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const clientConfig = {
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  };
  const client = new DynamoDBClient(clientConfig);
  const createTable = async (TableName: string, keys: readonly string[]): Promise<void> => {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
        KeySchema: keys.map((AttributeName, index) => ({
          AttributeName,
          KeyType: index === 0 ? ('HASH' as const) : ('RANGE' as const),
        })),
      }),
    );
    await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.1 }, { TableName });
  };
  await createTable('simple', ['id']);
  await createTable('composite', ['pk', 'sk']);
  return {
    client,
    clientConfig,
    async stop(): Promise<void> {
      client.destroy();
      server.close();
      await once(server, 'close');
    },
  };
};

export type DynamoDBServer = Awaited<ReturnType<typeof startDynamoDB>>;
