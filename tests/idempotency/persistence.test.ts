import { DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb';
import { DynamoDBPersistenceLayer as DynamoDBLightPersistenceLayer } from 'otel-powertools/idempotency/dynamodb-light';
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

const ownNames = {
  tableName: 'composite',
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
};

storeContract(
  'DynamoDBPersistenceLayer with a composite key and names of its own',
  () => new DynamoDBPersistenceLayer({ ...ownNames, clientConfig: dynamodb.clientConfig }),
);

storeContract(
  'the light DynamoDBPersistenceLayer with a simple key',
  () => new DynamoDBLightPersistenceLayer({ tableName: 'simple', clientConfig: dynamodb.clientConfig }),
);

storeContract(
  'the light DynamoDBPersistenceLayer with a composite key and names of its own',
  () => new DynamoDBLightPersistenceLayer({ ...ownNames, clientConfig: dynamodb.clientConfig }),
);
