import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { type InvocationReport, type LocalLambda, startLocalLambda } from '../../src/local/index.js';
import { logsOf, metricsOf, pathsOf, spansOf } from './reports.js';

interface Order {
  readonly order_id: string;
  readonly email: string;
  readonly total?: number;
}

/** An order as a stream has it, with the trace of who wrote it. */
const imageOf = ({ order_id, email, total = 500 }: Order): object => ({
  order_id: { S: order_id },
  status: { S: 'received' },
  total: { N: String(total) },
  customer: { M: { name: { S: 'Ada Lovelace' }, email: { S: email } } },
  traceparent: { S: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' },
});

const changeOf = (index: number, images: { readonly NewImage?: object; readonly OldImage?: object }): object => ({
  eventID: String(index),
  eventName: images.NewImage === undefined ? 'REMOVE' : images.OldImage === undefined ? 'INSERT' : 'MODIFY',
  eventVersion: '1.1',
  eventSource: 'aws:dynamodb',
  awsRegion: 'us-east-1',
  eventSourceARN: 'arn:aws:dynamodb:us-east-1:123456789012:table/OrdersTable/stream/2026-11-30T10:00:00.000',
  dynamodb: {
    Keys: { order_id: { S: 'a' } },
    SequenceNumber: String(100 + index),
    SizeBytes: 40,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
    ...images,
  },
});

describe('the follower of a stream in the local Lambda', () => {
  let lambda: LocalLambda;

  beforeAll(async () => {
    lambda = await startLocalLambda({ functions: ['examples/stream/handler.handler'], cwd: root });
  });

  afterAll(() => lambda?.close());

  const send = (...changes: readonly object[]) => lambda.invoke('FollowerFunction', { Records: changes });

  const ordersOf = async (): Promise<string[]> => {
    const { DynamoDBClient, ScanCommand } = await import('@aws-sdk/client-dynamodb');
    const client = new DynamoDBClient({
      endpoint: lambda.dynamodb.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
    });
    const { Items = [] } = await client.send(new ScanCommand({ TableName: 'CustomerOrdersTable' }));
    client.destroy();
    return Items.map(({ customer, order_id, total }) => `${customer?.S} ${order_id?.S} ${total?.N}`).sort();
  };

  it('follows orders that are made, change hands and are removed, and a change that comes again', async () => {
    const first = imageOf({ order_id: 'a', email: 'ada@example.com' });
    const second = imageOf({ order_id: 'b', email: 'bob@example.com' });
    const moved = imageOf({ order_id: 'a', email: 'eve@example.com', total: 700 });
    const changes = [
      changeOf(1, { NewImage: first }),
      changeOf(2, { NewImage: second }),
      changeOf(3, { OldImage: first, NewImage: moved }),
    ];
    expect((await send(...changes)).outcome).toBe('ok');
    expect(await ordersOf()).toEqual(['bob@example.com b 500', 'eve@example.com a 700']);
    await send(...changes);
    expect(await ordersOf()).toEqual(['bob@example.com b 500', 'eve@example.com a 700']);
    await send(changeOf(4, { OldImage: second }));
    expect(await ordersOf()).toEqual(['eve@example.com a 700']);
  });

  it('does not list an order below the total that the parameter of the template says', async () => {
    await send(changeOf(1, { NewImage: imageOf({ order_id: 'small', email: 'fay@example.com', total: 99 }) }));
    await send(changeOf(2, { NewImage: imageOf({ order_id: 'enough', email: 'fay@example.com', total: 100 }) }));
    const listed = (await ordersOf()).filter((order) => order.startsWith('fay@'));
    expect(listed).toEqual(['fay@example.com enough 100']);
  });

  it('asks for the parameter once, in a span that says its name and not its value', async () => {
    const own = await startLocalLambda({ functions: ['examples/stream/handler.handler'], cwd: root });
    try {
      const change = changeOf(1, { NewImage: imageOf({ order_id: 'p', email: 'gil@example.com' }) });
      const first = await own.invoke('FollowerFunction', { Records: [change] });
      const second = await own.invoke('FollowerFunction', { Records: [change] });
      const fetches = (report: InvocationReport) => spansOf(report).filter(({ name }) => name === 'parameters.get');
      expect(fetches(first)).toHaveLength(1);
      expect(JSON.stringify(fetches(first))).toContain('/shop/follower/settings');
      expect(JSON.stringify(first.segments)).not.toContain('smallest_total');
      expect(fetches(second)).toHaveLength(0);
    } finally {
      await own.close();
    }
  });

  it('shows one tree, its metrics, and lines without whom an order is of', async () => {
    const report = await send(changeOf(1, { NewImage: imageOf({ order_id: 'c', email: 'cyd@example.com' }) }));
    expect(pathsOf(report)).toEqual(['FollowerFunction', 'FollowerFunction > DynamoDB']);
    expect(metricsOf(report)).toEqual({ 'Shop OrderChanged': 1 });
    expect(logsOf(report)).toEqual([
      expect.objectContaining({
        message: 'order followed',
        order: expect.objectContaining({ customer: { name: '*****', email: '***@example.com' } }),
      }),
    ]);
    expect(JSON.stringify(report.logs)).not.toMatch(/Lovelace|cyd@/);
  });

  it('refuses a change that is not an order: says where in the trace, quotes nothing, and writes nothing', async () => {
    const wrong = { ...imageOf({ order_id: 'd', email: 'dan@example.com' }), total: { S: 'secret' } };
    const before = await ordersOf();
    const report = await send(
      changeOf(1, { NewImage: imageOf({ order_id: 'e', email: 'eve@example.com' }) }),
      changeOf(2, { NewImage: wrong }),
    );
    expect(report.outcome).toBe('error');
    expect(report.response.toString()).toContain('Failed to parse DynamoDB record at index 1');
    expect(report.response.toString()).toContain('/Records/1/dynamodb/NewImage/total');
    const [span] = spansOf(report);
    expect(span).toMatchObject({ name: 'FollowerFunction', fault: true });
    expect(JSON.stringify([span, report.response.toString(), report.logs])).not.toMatch(/secret|dan@/);
    expect(await ordersOf()).toEqual(before);
  });
});
