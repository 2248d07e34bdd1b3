import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { type InvocationReport, type LocalLambda, startLocalLambda } from '../../src/local/index.js';
import { logsOf, spansOf } from './reports.js';

const resultOf = (report: InvocationReport): Record<string, unknown> => JSON.parse(report.response.toString('utf8'));

describe('the payment function in the local Lambda', () => {
  let lambda: LocalLambda;

  beforeAll(async () => {
    lambda = await startLocalLambda({ functions: ['examples/payments/handler.handler'], cwd: root });
  });

  afterAll(() => lambda?.close());

  it('pays once for a payment id, whatever the amount of the retry', async () => {
    const first = await lambda.invoke('PaymentsFunction', { payment_id: 'p-1', amount: 100 });
    const second = await lambda.invoke('PaymentsFunction', { payment_id: 'p-1', amount: 100 });
    const other = await lambda.invoke('PaymentsFunction', { payment_id: 'p-2', amount: 100 });

    expect([first, second, other].map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'ok']);
    expect(resultOf(first)).toMatchObject({ payment_id: 'p-1', status: 'paid' });
    expect(resultOf(second)).toEqual(resultOf(first));
    expect(resultOf(other).receipt_id).not.toBe(resultOf(first).receipt_id);
    expect(logsOf(first)).toEqual([
      expect.objectContaining({ message: 'paid', payment_id: 'p-1', function_request_id: first.requestId }),
    ]);
    expect(logsOf(second)).toEqual([]);
  });

  it('keeps the record of a payment for an hour', async () => {
    const before = Math.floor(Date.now() / 1000);
    await lambda.invoke('PaymentsFunction', { payment_id: 'p-3', amount: 1 });
    const records = await scan(lambda.dynamodb.url);
    expect(records.length).toBeGreaterThan(0);
    const latest = Math.max(...records.map(({ expiration }) => Number(expiration?.N)));
    expect(latest).toBeGreaterThanOrEqual(before + 3600);
    expect(latest).toBeLessThan(before + 3700);
  });

  it('is a span below the segment that Lambda writes, with no HTTP in it', async () => {
    const report = await lambda.invoke('PaymentsFunction', { payment_id: 'p-4', amount: 1 });
    const [span] = spansOf(report);
    expect(span).toMatchObject({ name: 'PaymentsFunction', parent_id: report.functionSegmentId });
    expect(span).not.toHaveProperty('http');
  });
});

const scan = async (url: string): Promise<{ expiration?: { N: string } }[]> => {
  const { DynamoDBClient, ScanCommand } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { Items = [] } = await client.send(new ScanCommand({ TableName: 'IdempotencyTable' }));
  client.destroy();
  return Items.map(({ expiration }) => (expiration?.N === undefined ? {} : { expiration: { N: expiration.N } }));
};
