import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DynamoDBProvider as TheirProvider } from '@aws-lambda-powertools/parameters/dynamodb';
import { CreateTableCommand, DynamoDBClient, PutItemCommand, waitUntilTableExists } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import dynalite from 'dynalite';
import { DynamoDBProvider } from 'otel-powertools/parameters/dynamodb';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const server = dynalite({ createTableMs: 0 });
let clientConfig: { endpoint: string; region: string; credentials: { accessKeyId: string; secretAccessKey: string } };
let client: DynamoDBClient;

const VALUES: Readonly<Record<string, unknown>> = {
  text: 'hello',
  json: '{"a":1}',
  broken: '{',
  base64: Buffer.from('héllo').toString('base64'),
  number: 42.5,
  boolean: true,
  nothing: null,
  list: [1, 'a', { b: null }],
  map: { a: { b: [true] } },
  bytes: new Uint8Array([123, 125]),
  strings: new Set(['a', 'b']),
  numbers: new Set([1, 2]),
  large: 2n ** 60n,
};

const createTable = async (TableName: string, keys: readonly string[]): Promise<void> => {
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: keys.map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: keys.map((AttributeName, index) => ({ AttributeName, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 10, minDelay: 0.05, maxDelay: 0.1 }, { TableName });
};

const put = (TableName: string, item: Record<string, unknown>) =>
  client.send(new PutItemCommand({ TableName, Item: marshall(item) }));

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  clientConfig = { endpoint: `http://127.0.0.1:${port}`, region: 'eu-west-1', credentials };
  client = new DynamoDBClient(clientConfig);
  await createTable('single', ['id']);
  await createTable('several', ['id', 'sk']);
  await createTable('renamed', ['pk', 'name']);
  for (const [name, value] of Object.entries(VALUES)) {
    await put('single', { id: name, value });
    await put('several', { id: 'config', sk: name, value });
  }
  await put('several', { id: 'plain', sk: 'one.json', value: '{"n":1}' });
  await put('several', { id: 'plain', sk: 'two.binary', value: 'Mg==' });
  await put('several', { id: 'plain', sk: 'three', value: '3' });
  await put('renamed', { pk: 'config', name: 'a', held: 'x' });
  await put('single', { id: 'without' });
});
afterAll(() => {
  client.destroy();
  server.close();
});

type Options = Readonly<Record<string, unknown>>;
interface Provider {
  get(name: string, options?: Options): Promise<unknown>;
  getMultiple(path: string, options?: Options): Promise<unknown>;
}

// Their types are stricter, each in its own way.
const providers = (options: Options): readonly Provider[] =>
  [TheirProvider, DynamoDBProvider].map((Class) => {
    const Constructor = Class as unknown as new (options: Options) => Provider;
    return new Constructor({ clientConfig, ...options });
  });

const same = async (options: Options, run: (provider: Provider) => Promise<unknown>): Promise<unknown> => {
  const outcomes = await Promise.all(
    providers(options).map((provider) =>
      run(provider).then(
        (value) => ({ value }),
        (error: Error) => ({ error: error.name }),
      ),
    ),
  );
  expect(outcomes[1]).toEqual(outcomes[0]);
  return outcomes[1];
};

describe('parameters in DynamoDB, as Powertools has them', () => {
  it.each(
    Object.keys(VALUES).flatMap((name) => [undefined, 'json', 'binary'].map((transform) => [name, transform] as const)),
  )('%s as %s', async (name, transform) => {
    await same({ tableName: 'single' }, (provider) => provider.get(name, { transform }));
  });

  it.each([undefined, 'json', 'binary', 'auto'])('a partition as %s', async (transform) => {
    await same({ tableName: 'several' }, (provider) => provider.getMultiple('config', { transform }));
    await same({ tableName: 'several' }, (provider) => provider.getMultiple('plain', { transform }));
    await same({ tableName: 'several' }, (provider) =>
      provider.getMultiple('plain', { transform, throwOnTransformError: true }),
    );
  });

  it('a partition page by page', async () => {
    const outcome = await same({ tableName: 'several' }, (provider) =>
      provider.getMultiple('config', { sdkOptions: { Limit: 3 } }),
    );
    expect(outcome).toEqual({ value: expect.objectContaining({ text: 'hello', list: VALUES.list }) });
  });

  it.each([undefined, true])('what is not there, throwOnMissing %s', async (throwOnMissing) => {
    await same({ tableName: 'single' }, (provider) => provider.get('none', { throwOnMissing }));
    await same({ tableName: 'single' }, (provider) => provider.get('without', { throwOnMissing }));
    await same({ tableName: 'several' }, (provider) => provider.getMultiple('none', { throwOnMissing }));
  });

  it('other names of the attributes', async () => {
    const options = { tableName: 'renamed', keyAttr: 'pk', sortAttr: 'name', valueAttr: 'held' };
    expect(await same(options, (provider) => provider.getMultiple('config'))).toEqual({ value: { a: 'x' } });
  });

  it('options of the SDK, whose names lose', async () => {
    const sdkOptions = { ConsistentRead: true, TableName: 'none', Key: {} };
    const outcome = await same({ tableName: 'single' }, (provider) => provider.get('text', { sdkOptions }));
    expect(outcome).toEqual({ value: 'hello' });
  });

  it('no table', async () => {
    await same({ tableName: 'nowhere' }, (provider) => provider.get('a'));
    await same({ tableName: 'nowhere' }, (provider) => provider.getMultiple('a'));
  });

  it('a client that is given', async () => {
    expect(await new DynamoDBProvider({ tableName: 'single', awsSdkV3Client: client }).get('text')).toBe('hello');
  });
});
