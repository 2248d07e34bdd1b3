import { DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb';
import { InMemoryPersistenceLayer } from 'otel-powertools/idempotency/persistence';
import { afterAll, beforeAll } from 'vitest';
import { type DynamoDBServer, startDynamoDB } from './dynamodb-server.js';
import { storeContract } from './store-contract.js';

let dynamodb: DynamoDBServer;
beforeAll(async () => {
  dynamodb = await startDynamoDB();
});
afterAll(() => dynamodb.stop());

storeContract('InMemoryPersistenceLayer', () => new InMemoryPersistenceLayer());

storeContract(
  'DynamoDBPersistenceLayer with a simple key',
  () => new DynamoDBPersistenceLayer({ tableName: 'simple', awsSdkV3Client: dynamodb.client }),
);

storeContract(
  'DynamoDBPersistenceLayer with a composite key and names of its own',
  () =>
    new DynamoDBPersistenceLayer({
      tableName: 'composite',
      clientConfig: dynamodb.clientConfig,
      keyAttr: 'pk',
      sortKeyAttr: 'sk',
      staticPkValue: 'idempotency',
      statusAttr: 'state',
      expiryAttr: 'ttl',
      inProgressExpiryAttr: 'lock_until',
      dataAttr: 'response',
      validationKeyAttr: 'checksum',
      claimAttr: 'owner',
      traceparentAttr: 'trace',
    }),
);
