import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import {
  DynamoDBClient,
  ExecuteStatementCommand,
  PutItemCommand,
  ScanCommand,
  TransactGetItemsCommand,
  type TransactWriteItem,
  TransactWriteItemsCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTables, type LocalDynamoDB, startDynamoDB } from '../../src/local/dynamodb/dynamodb.js';

let dynamodb: LocalDynamoDB;
let client: DynamoDBClient;
let table = '';
let count = 0;

beforeAll(async () => {
  dynamodb = await startDynamoDB();
  client = new DynamoDBClient({
    ...{ endpoint: dynamodb.url, region: 'us-east-1', maxAttempts: 1 },
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});

afterAll(async () => {
  client.destroy();
  await dynamodb.close();
});

beforeEach(async () => {
  table = `Table${++count}`;
  const definition = {
    ...{ TableName: table, BillingMode: 'PAY_PER_REQUEST' },
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  };
  await createTables(dynamodb.url, [definition], 'us-east-1');
});

const key = (id: string) => ({ TableName: table, Key: { id: { S: id } } });
const put = (id: string, n: number, rest: object = {}): TransactWriteItem => ({
  Put: { TableName: table, Item: { id: { S: id }, n: { N: String(n) } }, ...rest },
});
const add = (id: string, n: number, rest: object = {}): TransactWriteItem => ({
  Update: {
    ...key(id),
    UpdateExpression: 'ADD #n :n',
    ExpressionAttributeNames: { '#n': 'n' },
    ExpressionAttributeValues: { ':n': { N: String(n) } },
    ...rest,
  },
});
const transact = (items: TransactWriteItem[], ClientRequestToken?: string) =>
  client.send(
    new TransactWriteItemsCommand({ TransactItems: items, ...(ClientRequestToken && { ClientRequestToken }) }),
  );
const contents = async (): Promise<Record<string, string | undefined>> => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: table }));
  return Object.fromEntries(Items.map(({ id, n }) => [id?.S, n?.N]));
};

describe('a transaction in the DynamoDB in memory', () => {
  it('writes all of its items', async () => {
    await client.send(new PutItemCommand({ TableName: table, Item: { id: { S: 'gone' }, n: { N: '9' } } }));
    await transact([put('a', 1), add('b', 2), { Delete: key('gone') }]);
    expect(await contents()).toEqual({ a: '1', b: '2' });
  });

  it('writes none of them where one condition does not hold, and says which', async () => {
    await client.send(new PutItemCommand({ TableName: table, Item: { id: { S: 'a' }, n: { N: '1' } } }));
    const writing = transact([
      put('b', 2),
      put('a', 3, {
        ConditionExpression: 'attribute_not_exists(id)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
      {
        ConditionCheck: {
          ...key('c'),
          ConditionExpression: 'attribute_exists(#i)',
          ExpressionAttributeNames: { '#i': 'id' },
        },
      },
    ]);
    await expect(writing).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      message: expect.stringContaining('[None, ConditionalCheckFailed, ConditionalCheckFailed]'),
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ConditionalCheckFailed', Item: { id: { S: 'a' }, n: { N: '1' } } },
        { Code: 'ConditionalCheckFailed' },
      ],
    });
    expect(await contents()).toEqual({ a: '1' });
  });

  it('is undone where an action turns out to be impossible', async () => {
    await client.send(new PutItemCommand({ TableName: table, Item: { id: { S: 'text' }, n: { S: 'not a number' } } }));
    await expect(transact([put('a', 1), add('text', 1)])).rejects.toMatchObject({
      name: 'TransactionCanceledException',
      CancellationReasons: [{ Code: 'None' }, { Code: 'ValidationError' }],
    });
    expect(Object.keys(await contents())).toEqual(['text']);
  });

  it('checks a condition without changing the item', async () => {
    await client.send(new PutItemCommand({ TableName: table, Item: { id: { S: 'a' }, n: { N: '1' } } }));
    const condition = { ConditionExpression: 'n = :one', ExpressionAttributeValues: { ':one': { N: '1' } } };
    await transact([{ ConditionCheck: { ...key('a'), ...condition } }, put('b', 2)]);
    const absent = { ConditionExpression: 'attribute_not_exists(id)' };
    await transact([{ ConditionCheck: { ...key('nobody'), ...absent } }, put('c', 3)]);
    expect(await contents()).toEqual({ a: '1', b: '2', c: '3' });
  });

  it('happens once for each token, and refuses the token for another', async () => {
    await transact([add('a', 1)], 'token-1');
    await transact([add('a', 1)], 'token-1');
    expect(await contents()).toEqual({ a: '1' });
    await expect(transact([add('a', 5)], 'token-1')).rejects.toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  });

  it('is alone: of many that read and write the same items none sees half of another', async () => {
    await transact([put('left', 0), put('right', 0)]);
    const moves = Array.from({ length: 10 }, (_, n) => transact([add('left', n), add('right', -n)]));
    const sums = Array.from({ length: 10 }, async () => {
      const read = await client.send(
        new TransactGetItemsCommand({ TransactItems: [{ Get: key('left') }, { Get: key('right') }] }),
      );
      return (read.Responses ?? []).reduce((sum, { Item }) => sum + Number(Item?.n?.N), 0);
    });
    await Promise.all(moves);
    expect(await Promise.all(sums)).toEqual(Array.from({ length: 10 }, () => 0));
    expect(await contents()).toEqual({ left: '45', right: '-45' });
  });

  it.each([
    ['no actions', () => [], /length between 1 and 100/],
    ['two actions on one item', () => [put('a', 1), { Delete: key('a') }], /multiple operations on one item/],
    ['an unknown table', () => [{ Delete: { TableName: 'Nowhere', Key: { id: { S: 'a' } } } }], /resource not found/i],
  ])('is refused with %s', async (_name, items: () => TransactWriteItem[], message) => {
    await expect(transact(items())).rejects.toThrow(message);
  });
});

describe('the DynamoDB in memory', () => {
  it.each([
    ['PartiQL', () => client.send(new ExecuteStatementCommand({ Statement: `SELECT * FROM "${table}"` }))],
    [
      'UpdateTimeToLive',
      () =>
        client.send(
          new UpdateTimeToLiveCommand({
            TableName: table,
            TimeToLiveSpecification: { AttributeName: 'ttl', Enabled: true },
          }),
        ),
    ],
  ])('says in a clear error that it does not do %s', async (_name, send) => {
    await expect(send()).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringMatching(/does not do \w+\. Use another with --dynamodb/),
    });
  });

  it.each([[{ Host: 'rebound.example' }], [{ Origin: 'https://evil.example' }], [{ Origin: 'null' }]])(
    'refuses requests of strangers: %j',
    async (headers) => {
      const answer = await new Promise<{ status: number | undefined; cors: unknown; body: string }>(
        (resolve, reject) => {
          request(
            dynamodb.url,
            { method: 'POST', headers: { 'X-Amz-Target': 'DynamoDB_20120810.ListTables', ...headers } },
            (response) => {
              const cors = response.headers['access-control-allow-origin'];
              text(response).then((body) => resolve({ status: response.statusCode, cors, body }), reject);
            },
          )
            .on('error', reject)
            .end('{}');
        },
      );
      expect(answer).toMatchObject({ status: 403, cors: undefined });
    },
  );
});
