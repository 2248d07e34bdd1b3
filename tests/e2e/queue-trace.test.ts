import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { joinTraces } from '../../src/local/index.js';
import type { InvocationEntry } from '../../src/local/session/invocation-entry.js';
import { tracedInvocation } from '../../src/local/view/joined-trace.js';
import type { SegmentNode } from '../../src/local/view/segment-tree.js';
import { hasBrowser, openPage } from '../local/support/browser.js';

/** Each span by the names of its ancestors and its own. */
const pathsOf = (nodes: readonly SegmentNode[], above = ''): string[] =>
  nodes.flatMap((node) => {
    const path = above === '' ? node.name : `${above} > ${node.name}`;
    return [path, ...pathsOf(node.children, path)];
  });

describe('the example of a queue under "otel-powertools dev"', () => {
  let dev: ChildProcess;
  let output = '';
  let url = '';
  let pageUrl = '';

  beforeAll(async () => {
    dev = spawn(
      process.execPath,
      [
        ...[join(root, 'dist/bin/otel-powertools.js'), 'dev', '--template', 'examples/queue/template.yaml'],
        ...['--port', '0', '--ui-port', '0', '--no-color'],
      ],
      { cwd: root, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    dev.stdout?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await eventually(() => {
      if (dev.exitCode !== null) throw new Error(`otel-powertools dev has ended with ${dev.exitCode}. Is it built?`);
      [, url = ''] = output.match(/serves on (\S+)/) ?? [];
      [, pageUrl = ''] = output.match(/See it at (\S+)/) ?? [];
      expect(url && pageUrl).toMatch(/^http:/);
    });
  });

  afterAll(async () => {
    dev?.kill('SIGTERM');
    if (dev && dev.exitCode === null) await once(dev, 'exit');
  });

  const eventually = (look: () => void | Promise<void>) => vi.waitFor(look, { timeout: 60_000, interval: 50 });

  const order = (orderId: string) =>
    fetch(`${url}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ order_id: orderId, customer: 'Ada', address: '12 St James Square' }),
    });

  const entries = async (): Promise<InvocationEntry[]> => {
    const lines = await (await fetch(`${pageUrl}/api/invocations`)).text();
    return lines
      .split('\n')
      .filter((line) => line !== '')
      .map((line): InvocationEntry => JSON.parse(line));
  };

  const invocationsOf = async (name: string): Promise<InvocationEntry[]> =>
    (await entries()).filter(({ functionName }) => functionName === name);

  it('says what leads where', () => {
    expect(output).toContain('queue PaidOrdersQueue → ShippingFunction, after 3 receipts to UnshippedOrdersQueue');
    expect(output).toContain('rule NotificationFunctionShipped of shop → NotificationFunction');
  });

  it('is one tree from who sends an order, through the queue and its record, to the write and the event', async () => {
    expect((await order('T-1')).status).toBe(202);
    await eventually(async () => {
      expect(await invocationsOf('NotificationFunction')).toHaveLength(1);
      expect(await invocationsOf('ShippingFunction')).toHaveLength(1);
    });
    const all = await entries();
    const [sender] = all.filter(({ functionName }) => functionName === 'CheckoutFunction');
    if (!sender) throw new Error('There is no invocation of CheckoutFunction.');
    const others = all.filter((entry) => entry !== sender).map(tracedInvocation);
    const roots = joinTraces(tracedInvocation(sender), others);
    expect(roots).toHaveLength(1);
    const message =
      'CheckoutFunction > POST /orders > SQS > ShippingFunction > ShippingFunction > process PaidOrdersQueue';
    expect(new Set(pathsOf(roots))).toEqual(
      new Set([
        'CheckoutFunction',
        'CheckoutFunction > POST /orders',
        'CheckoutFunction > POST /orders > SQS',
        'CheckoutFunction > POST /orders > SQS > ShippingFunction',
        'CheckoutFunction > POST /orders > SQS > ShippingFunction > ShippingFunction',
        message,
        `${message} > idempotency`,
        `${message} > idempotency > DynamoDB`,
        `${message} > DynamoDB`,
        `${message} > EventBridge`,
        `${message} > EventBridge > NotificationFunction`,
        `${message} > EventBridge > NotificationFunction > NotificationFunction`,
      ]),
    );
    // As in Lambda, the batch has a trace of its own, with a link to the sender's.
    const [shipping] = await invocationsOf('ShippingFunction');
    expect(shipping?.traceId).not.toBe(sender.traceId);
    expect(shipping?.linkedTraces).toEqual([sender.traceId]);
  });

  it('is shown so in the terminal', async () => {
    await eventually(() => {
      const [, shown = ''] = output.match(/queue PaidOrdersQueue · ok[^─]*\n {2}trace .*\n([\s\S]*)/) ?? [];
      expect(shown).toMatch(/CheckoutFunction .*\n.*POST \/orders[\s\S]*SQS {2}SendMessage PaidOrdersQueue/);
      expect(shown).toMatch(/process PaidOrdersQueue[\s\S]*DynamoDB {2}PutItem ShipmentsTable/);
    });
  });

  it.skipIf(!hasBrowser)('is shown so on the page, for who looks at the batch', async () => {
    const { page, problems } = await openPage();
    const [shipping] = await invocationsOf('ShippingFunction');
    await page.goto(`${pageUrl}/#/invocations/${shipping?.requestId}`);
    const spans = page.getByRole('list', { name: 'Spans of the trace' }).locator('.span-name .name');
    const namesOf = async () => (await spans.allTextContents()).filter((name) => name !== 'cold start');
    await vi.waitFor(async () => expect(await namesOf()).toHaveLength(13), { timeout: 10_000 });
    const names = await namesOf();
    expect(names.slice(0, 6)).toEqual([
      ...['CheckoutFunction', 'POST /orders', 'SQS', 'ShippingFunction', 'ShippingFunction', 'process PaidOrdersQueue'],
    ]);
    expect(names).toContain('NotificationFunction');
    expect(problems).toEqual([]);
  });

  it('ships an order once that is sent twice', async () => {
    await order('T-2');
    await order('T-2');
    await eventually(async () => {
      const messages = (await invocationsOf('ShippingFunction')).flatMap(({ event }) => JSON.parse(event).Records);
      expect(messages.filter(({ body }) => JSON.parse(body).order_id === 'T-2')).toHaveLength(2);
    });
    const told = async () => (await invocationsOf('NotificationFunction')).filter(({ event }) => event.includes('T-2'));
    await eventually(async () => expect(await told()).toHaveLength(1));
    expect(output.match(/order shipped .*order_id=T-2/g)).toHaveLength(1);
  });
});
