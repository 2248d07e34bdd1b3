import { sqsEvent } from 'otel-powertools/testing';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { type InvocationReport, type LocalLambda, startLocalLambda } from '../../src/local/index.js';
import { type EventBus, startEventBus } from './event-bus.js';
import { logsOf, pathsOf, spansOf } from './reports.js';

const order = (orderId: string) => ({ order_id: orderId, customer: 'Ada', address: '12 St James Square' });
const resultOf = (report: InvocationReport): unknown => JSON.parse(report.response.toString('utf8'));

describe('the shipping function in the local Lambda', () => {
  let bus: EventBus;
  let lambda: LocalLambda;

  beforeAll(async () => {
    bus = await startEventBus();
    lambda = await startLocalLambda({
      functions: ['examples/queue/handler.handler'],
      cwd: root,
      env: { AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url },
    });
  });

  afterAll(async () => {
    await lambda?.close();
    await bus?.close();
  });

  beforeEach(() => void bus.entries.splice(0));

  const deliver = (...messages: Parameters<typeof sqsEvent>[0]) =>
    lambda.invoke('ShippingFunction', sqsEvent(messages, { queueName: 'paid-orders' }));

  const shipped = (): unknown[] => bus.entries.map(({ Detail: detail }) => JSON.parse(detail).order_id);

  it('ships each order of a batch, and reports the message that it cannot read', async () => {
    const report = await deliver(
      { messageId: 'm-1', body: order('A-1') },
      { messageId: 'm-2', body: 'no JSON' },
      { messageId: 'm-3', body: { order_id: 'A-3' } },
      { messageId: 'm-4', body: order('A-4') },
    );
    expect(report.outcome).toBe('ok');
    expect(resultOf(report)).toEqual({ batchItemFailures: [{ itemIdentifier: 'm-2' }, { itemIdentifier: 'm-3' }] });
    expect(shipped().sort()).toEqual(['A-1', 'A-4']);
    expect(await shipmentsIn(lambda.dynamodb.url)).toEqual(expect.arrayContaining(['A-1', 'A-4']));
  });

  it('ships an order once, however often its message is delivered', async () => {
    await deliver({ messageId: 'twice', body: order('B-1') });
    const again = await deliver(
      { messageId: 'twice', body: order('B-1') },
      { messageId: 'sent again', body: order('B-1') },
    );
    expect(resultOf(again)).toEqual({ batchItemFailures: [] });
    expect(shipped()).toEqual(['B-1']);
  });

  it('ships an order with the next delivery when the event bus refused it', async () => {
    bus.refusal = 'InternalFailure';
    const first = await deliver({ messageId: 'm-1', body: order('C-1') }, { messageId: 'm-2', body: 'no JSON' });
    expect(first.outcome).toBe('error');
    const second = await deliver({ messageId: 'm-1', body: order('C-1') });
    expect(resultOf(second)).toEqual({ batchItemFailures: [] });
    expect(shipped()).toEqual(['C-1']);
  });

  it('shows one tree from the invocation through each message to the write, linked to who sent it', async () => {
    const sender = { traceId: '5759e988bd862e3fe1be46a994272793', spanId: '53995c3f42cd8ad8' };
    const report = await deliver(
      { messageId: 'm-1', body: order('D-1'), attributes: { traceparent: `00-${sender.traceId}-${sender.spanId}-01` } },
      { messageId: 'm-2', body: order('D-2') },
    );
    expect(new Set(pathsOf(report))).toEqual(
      new Set([
        'ShippingFunction',
        'ShippingFunction > process paid-orders',
        'ShippingFunction > process paid-orders > idempotency',
        'ShippingFunction > process paid-orders > idempotency > DynamoDB',
        'ShippingFunction > process paid-orders > DynamoDB',
        'ShippingFunction > process paid-orders > EventBridge',
      ]),
    );
    expect(spansOf(report)[0]).toMatchObject({ parent_id: report.functionSegmentId, trace_id: report.traceId });
    const messages = spansOf(report).filter(({ name }) => name === 'process paid-orders');
    expect(messages).toHaveLength(2);
    const first = messages.find((span) => JSON.stringify(span).includes('"m-1"'));
    expect(JSON.stringify(first)).toContain(sender.spanId);
    // Who gets the event sees it in this trace too.
    expect(bus.entries).toHaveLength(2);
    for (const { TraceHeader: header } of bus.entries) expect(header).toContain(report.traceId);
  });

  it('writes lines and metrics that say which message they are about', async () => {
    const report = await deliver({ messageId: 'm-1', body: order('E-1') }, { messageId: 'm-2', body: order('E-2') });
    const about = (line: Readonly<Record<string, unknown>>) => [line.message_id, line.order_id];
    expect(logsOf(report).map(about).sort()).toEqual([
      ['m-1', 'E-1'],
      ['m-2', 'E-2'],
    ]);
    expect(report.metrics.map(({ message_id, OrderShipped }) => [message_id, OrderShipped]).sort()).toEqual([
      ['m-1', 1],
      ['m-2', 1],
    ]);
    const messages = new Set(
      spansOf(report)
        .filter(({ name }) => name === 'process paid-orders')
        .map(({ id }) => id),
    );
    const lines = [...logsOf(report), ...report.metrics];
    expect(lines.every(({ span_id }) => [...spansBelow(report, messages)].includes(String(span_id)))).toBe(true);
  });
});

/** The ids of the spans and of those below them. */
const spansBelow = (report: InvocationReport, ids: ReadonlySet<string>): Set<string> => {
  const found = new Set(ids);
  for (const { id, parent_id } of spansOf(report)) if (found.has(String(parent_id))) found.add(id);
  return found;
};

const shipmentsIn = async (url: string): Promise<unknown[]> => {
  const { DynamoDBClient, ScanCommand } = await import('@aws-sdk/client-dynamodb');
  const client = new DynamoDBClient({
    endpoint: url,
    region: 'us-east-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
  const { Items: items = [] } = await client.send(new ScanCommand({ TableName: 'ShipmentsTable' }));
  client.destroy();
  return items.map(({ order_id }) => order_id?.S);
};
