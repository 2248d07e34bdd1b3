import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { IdempotencyConfig, IdempotencyPersistenceLayerError, makeIdempotent } from 'otel-powertools/idempotency';
import { DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { lambdaContext } from '../support/lambda.js';
import { type DynamoDBServer, startDynamoDB } from './dynamodb-server.js';

let dynamodb: DynamoDBServer;
beforeAll(async () => {
  dynamodb = await startDynamoDB();
});
afterAll(() => dynamodb.stop());

interface Payment {
  readonly id: string;
}

const DIGEST_OF_A = 'YGeSSuGxgyq849Ev6DdVqQ==';
const layer = () => new DynamoDBPersistenceLayer({ tableName: 'simple', awsSdkV3Client: dynamodb.client });
const config = new IdempotencyConfig({ eventKeyJmesPath: 'id', expiresAfterSeconds: 60 });

const itemOf = async (id: string) => {
  const { Item } = await dynamodb.client.send(new GetItemCommand({ TableName: 'simple', Key: { id: { S: id } } }));
  return Item;
};

describe('a function that is idempotent with DynamoDB', () => {
  it('runs once, and gives later calls the stored result', async () => {
    const work = vi.fn(async (payment: Payment) => ({ receipt: payment.id, at: new Date(0), note: undefined }));
    const pay = makeIdempotent(work, { persistenceStore: layer(), config, keyPrefix: 'once' });
    expect(await pay({ id: 'a' })).toEqual({ receipt: 'a', at: new Date(0), note: undefined });
    expect(await pay({ id: 'a' })).toStrictEqual({ receipt: 'a', at: '1970-01-01T00:00:00.000Z' });
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('lets one of many concurrent equal calls run, and the others wait for its result', async () => {
    const work = vi.fn(
      (payment: Payment) => new Promise<string>((resolve) => setTimeout(() => resolve(`paid ${payment.id}`), 100)),
    );
    const waiting = new IdempotencyConfig({ eventKeyJmesPath: 'id', onInProgress: 'wait' });
    const pay = makeIdempotent(work, { persistenceStore: layer(), config: waiting, keyPrefix: 'concurrent' });
    const results = await Promise.all(Array.from({ length: 5 }, () => pay({ id: 'a' })));
    expect(results).toEqual(Array(5).fill('paid a'));
    expect(work).toHaveBeenCalledTimes(1);
  });

  it('writes the attributes that Powertools reads', async () => {
    const handler = makeIdempotent(async (_event: Payment, _context: object) => ({ ok: true }), {
      persistenceStore: layer(),
      config: new IdempotencyConfig({ eventKeyJmesPath: 'id', payloadValidationJmesPath: 'id' }),
      keyPrefix: 'attributes',
    });
    await handler({ id: 'a' }, lambdaContext());
    const item = await itemOf(`attributes#${DIGEST_OF_A}`);
    expect(item).toEqual({
      id: { S: `attributes#${DIGEST_OF_A}` },
      status: { S: 'COMPLETED' },
      expiration: { N: expect.stringMatching(/^\d{10}$/) },
      in_progress_expiration: { N: expect.stringMatching(/^\d{13}$/) },
      data: { M: { ok: { BOOL: true } } },
      validation: { S: DIGEST_OF_A },
      claim: { S: expect.any(String) },
    });
  });

  it('reads a record that Powertools wrote', async () => {
    await dynamodb.client.send(
      new PutItemCommand({
        TableName: 'simple',
        Item: {
          id: { S: `theirs#${DIGEST_OF_A}` },
          expiration: { N: String(Math.round(Date.now() / 1000) + 60) },
          status: { S: 'COMPLETED' },
          in_progress_expiration: { N: String(Date.now() - 1000) },
          data: { M: { receipt: { S: 'theirs' }, amounts: { L: [{ N: '1.5' }, { NULL: true }] } } },
        },
      }),
    );
    const work = vi.fn(async (_: Payment): Promise<unknown> => 'ours');
    const pay = makeIdempotent(work, { persistenceStore: layer(), config, keyPrefix: 'theirs' });
    expect(await pay({ id: 'a' })).toEqual({ receipt: 'theirs', amounts: [1.5, null] });
    expect(work).not.toHaveBeenCalled();
  });

  it('makes two requests for a first call and one for a replay, where DynamoDB sends the record with its refusal', async () => {
    const requests: string[] = [];
    // dynalite does not know ReturnValuesOnConditionCheckFailure; DynamoDB answers with the item.
    const awsSdkV3Client = {
      async send(command: object) {
        requests.push(command.constructor.name);
        try {
          return await dynamodb.client.send(command as PutItemCommand);
        } catch (error) {
          const { input } = command as PutItemCommand;
          if (input.ReturnValuesOnConditionCheckFailure !== 'ALL_OLD') throw error;
          throw Object.assign(error as Error, { Item: await itemOf(input.Item?.id?.S ?? '') });
        }
      },
    };
    const persistenceStore = new DynamoDBPersistenceLayer({ tableName: 'simple', awsSdkV3Client });
    const pay = makeIdempotent(async (payment: Payment) => payment.id, {
      persistenceStore,
      config,
      keyPrefix: 'requests',
    });
    await pay({ id: 'a' });
    expect(requests.splice(0)).toEqual(['PutItemCommand', 'UpdateItemCommand']);
    expect(await pay({ id: 'a' })).toBe('a');
    expect(requests.splice(0)).toEqual(['PutItemCommand']);
  });

  it('says what the store said, when the table does not exist', async () => {
    const persistenceStore = new DynamoDBPersistenceLayer({ tableName: 'absent', clientConfig: dynamodb.clientConfig });
    const attempt = makeIdempotent(async (payment: Payment) => payment.id, { persistenceStore, config })({ id: 'a' });
    await expect(attempt).rejects.toBeInstanceOf(IdempotencyPersistenceLayerError);
    await expect(attempt).rejects.toMatchObject({ cause: { name: 'ResourceNotFoundException' } });
  });

  it('refuses two keys of one name, and a client that is none', () => {
    expect(() => new DynamoDBPersistenceLayer({ tableName: 'simple', sortKeyAttr: 'id' })).toThrow(/both "id"/);
    const awsSdkV3Client = {} as typeof dynamodb.client;
    expect(() => new DynamoDBPersistenceLayer({ tableName: 'simple', awsSdkV3Client })).toThrow(/send/);
  });
});
