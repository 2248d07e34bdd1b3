import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { type InvocationReport, type LocalLambda, startLocalLambda } from '../../src/local/index.js';
import { logsOf, metricsOf, pathsOf, spansOf } from './reports.js';

const order = (orderId: string) => ({
  order_id: orderId,
  customer: 'Ada',
  items: [
    { sku: 'tea', quantity: 2, unit_price: 450 },
    { sku: 'pot', quantity: 1, unit_price: 1900 },
  ],
});

describe('the order service in the local Lambda', () => {
  let lambda: LocalLambda;
  const reports: InvocationReport[] = [];

  beforeAll(async () => {
    lambda = await startLocalLambda({
      functions: ['examples/orders/handler.handler'],
      cwd: root,
      // Two processes are ready, so that two requests do overlap.
      concurrency: 2,
      onReport: (report) => void reports.push(report),
    });
  });

  afterAll(() => lambda?.close());

  beforeEach(() => void reports.splice(0));

  const send = async (method: string, path: string, body?: unknown) => {
    const response = await fetch(`${lambda.url}${path}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    });
    const report = reports.at(-1);
    if (!report) throw new Error('there is no report of the request');
    return { status: response.status, body: (await response.json()) as Record<string, unknown>, report };
  };

  const workDone = (of: readonly InvocationReport[]): number =>
    of.flatMap(spansOf).filter(({ name }) => name === '### storeOrder').length;

  it('creates an order once: a replay gives the first result and does no work', async () => {
    const first = await send('POST', '/orders', order('replayed'));
    const second = await send('POST', '/orders', order('replayed'));

    expect(first.status).toBe(201);
    expect(first.body).toMatchObject({ order_id: 'replayed', total: 2800, status: 'received' });
    expect(second).toMatchObject({ status: 201, body: first.body });
    expect(workDone(reports)).toBe(1);
  });

  it('does the work of two equal requests that overlap once', async () => {
    const answers = await Promise.all([
      send('POST', '/orders', order('concurrent')),
      send('POST', '/orders', order('concurrent')),
    ]);

    expect(reports.every(({ traceHeader }) => traceHeader.includes('Sampled=1'))).toBe(true);
    expect(new Set(reports.map(({ requestId }) => requestId)).size).toBe(2);
    expect(workDone(reports)).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([201, 201]);
    const { body } = await send('GET', '/orders/concurrent');
    for (const answer of answers) expect(answer.body).toEqual(body);
  });

  it("shows the whole invocation as one tree below Lambda's own segment", async () => {
    const { report } = await send('POST', '/orders', order('traced'));

    const roots = report.segments.filter(({ parent_id }) => parent_id === report.functionSegmentId);
    expect(roots).toEqual([
      expect.objectContaining({
        name: 'POST /orders',
        type: 'subsegment',
        trace_id: report.traceId,
        annotations: expect.objectContaining({ Service: 'orders', order_id: 'traced' }),
        http: { request: expect.objectContaining({ method: 'POST' }), response: { status: 201 } },
      }),
    ]);
    expect(pathsOf(report)).toEqual(
      expect.arrayContaining([
        'POST /orders',
        'POST /orders > ### priceOrder',
        'POST /orders > reserve stock',
        'POST /orders > ### storeOrder',
        'POST /orders > ### storeOrder > DynamoDB',
      ]),
    );
    // One tree: every span is reached from the root.
    expect(pathsOf(report).every((path) => path.startsWith('POST /orders'))).toBe(true);
    const calls = spansOf(report).filter(({ name }) => name === 'DynamoDB');
    expect(calls.map(({ aws }) => (aws as { operation: string }).operation).sort()).toEqual([
      'PutItem',
      'PutItem',
      'UpdateItem',
    ]);
    expect(report.rejections).toEqual([]);
  });

  it('writes the metrics of the façade and of the standard API', async () => {
    const { report } = await send('POST', '/orders', order('measured'));
    expect(metricsOf(report)).toMatchObject({
      'Shop OrderReceived': 1,
      'Shop OrderProcessed': 1,
      'Shop OrderValue': 2800,
      'Shop ItemsOrdered': 3,
    });
  });

  it('writes log lines of the façade and of the standard API that carry the request', async () => {
    const { report } = await send('POST', '/orders', order('logged'));
    const lines = logsOf(report);
    expect(lines.map(({ message }) => message)).toEqual(['stock reserved', 'order stored']);
    const [root] = report.segments;
    for (const line of lines) {
      expect(line).toMatchObject({
        level: 'INFO',
        service: 'orders',
        cold_start: false,
        function_name: 'OrdersFunction',
        function_memory_size: '256',
        function_arn: expect.stringMatching(/^arn:aws:lambda:.*:function:OrdersFunction$/),
        function_request_id: report.requestId,
        xray_trace_id: root?.trace_id,
      });
    }
    expect(lines[1]).toMatchObject({ order_id: 'logged', total: 2800, location: expect.stringMatching(/:\d+$/) });
    // Keys that were appended for one request are gone in the next.
    const next = await send('GET', '/fail');
    expect(logsOf(next.report)[0]).not.toHaveProperty('order_id');
  });

  it('lists and reads orders', async () => {
    await send('POST', '/orders', order('listed'));
    const list = await send('GET', '/orders');
    expect(list.body.orders).toEqual(expect.arrayContaining([expect.objectContaining({ order_id: 'listed' })]));
    expect(await send('GET', '/orders/listed')).toMatchObject({ status: 200, body: { order_id: 'listed' } });
  });

  it('refuses a body that its schema refuses, and names what is wrong', async () => {
    const { status, body, report } = await send('POST', '/orders', { order_id: 'bad' });
    expect(status).toBe(422);
    expect(JSON.stringify(body)).toContain('customer');
    expect(workDone([report])).toBe(0);
  });

  it('answers 404 for an order that is not there, which is no fault of its own', async () => {
    const { status, report } = await send('GET', '/orders/nobody');
    expect(status).toBe(404);
    expect(report.segments[0]).toMatchObject({ name: expect.stringContaining('GET /orders/'), error: true });
    expect(report.segments[0]).not.toHaveProperty('fault', true);
  });

  it('answers 500 for a route that throws: a fault in the trace, nothing of it in the answer', async () => {
    const { status, body, report } = await send('GET', '/fail');
    expect(status).toBe(500);
    expect(JSON.stringify(body)).not.toContain('on purpose');
    expect(report.segments[0]).toMatchObject({
      fault: true,
      cause: { exceptions: [expect.objectContaining({ message: 'The order service failed on purpose.' })] },
    });
  });
});
