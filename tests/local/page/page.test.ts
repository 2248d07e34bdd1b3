import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../../scripts/entries.mjs';
import type { LocalLambda } from '../../../src/local/index.js';
import { hasBrowser, openPage } from '../support/browser.js';
import { buildCommand, start } from '../support/runtime.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

let bin = '';
let shop: LocalLambda;

beforeAll(async () => {
  if (!hasBrowser) return;
  bin = await buildCommand();
  shop = await start(bin, { functions: ['shop.handler'], ui: true, uiPort: 0 });
});

const open = async (hash = '', lambda = shop, width = 1280) => {
  const opened = await openPage({ viewport: { width, height: 860 }, permissions: ['clipboard-write'] });
  await opened.page.goto(`${lambda.pageUrl}/${hash}`);
  await opened.page.getByText('live', { exact: true }).waitFor();
  return opened;
};

/** The rules that the page breaks, each with the places. */
const violations = async (page: Page): Promise<string[]> => {
  await page.evaluate(AXE);
  return page.evaluate(
    `axe.run({ resultTypes: ['violations'] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => id + ': ' + target + ' ' + failureSummary)))`,
  );
};

/** Milliseconds of processor time of each task of the page, from the call on until the returned function is called. */
const traceTasks = async (page: Page): Promise<() => Promise<number[]>> => {
  const browser = page.context().browser();
  await browser?.startTracing(page, { categories: ['toplevel', 'disabled-by-default-devtools.timeline'] });
  return async () => {
    // What Chromium's tracing writes.
    const { traceEvents }: { traceEvents: { name: string; pid: number; tid: number; tdur?: number; args: object }[] } =
      JSON.parse((await browser?.stopTracing())?.toString('utf8') ?? '{}');
    const main = new Set(
      traceEvents
        .filter(({ name, args }) => name === 'thread_name' && Reflect.get(args, 'name') === 'CrRendererMain')
        .map(({ pid, tid }) => `${pid}.${tid}`),
    );
    return traceEvents
      .filter(({ name, pid, tid }) => name.endsWith('RunTask') && main.has(`${pid}.${tid}`))
      .map(({ tdur = 0 }) => tdur / 1000);
  };
};

describe.skipIf(!hasBrowser)('the page', () => {
  it('says how to begin while nothing has been invoked, and shows what is invoked without being loaded again', async () => {
    const lambda = await start(bin, { functions: ['shop.handler'], ui: true, uiPort: 0 });
    const { page, problems } = await open('', lambda);
    await page.getByText('Nothing has been invoked yet.').waitFor();
    await lambda.invoke('shop', { value: 1 }, { trigger: 'the first event' });
    await page.locator('.row', { hasText: 'the first event' }).waitFor();
    expect(problems).toEqual([]);
  });

  it('draws a trace: nested, and each bar as long and as far in as its span', async () => {
    const { requestId } = await shop.invoke('shop', { do: 'trace' });
    const { page, problems } = await open(`#/invocations/${requestId}`);
    const row = (name: string) => page.locator('button.span-row', { hasText: name });
    await row('first half').waitFor();
    const indents = await page.evaluate(
      `[...document.querySelectorAll('button.span-row .span-name')].map((name) => name.style.getPropertyValue('--depth'))`,
    );
    expect(indents).toEqual(['0', '1', '2', '2']);
    const box = async (name: string) => {
      const found = await row(name).locator('.bar').boundingBox();
      if (!found) throw new Error(`There is no bar of ${name}.`);
      return found;
    };
    const [work, half, database] = [await box('work'), await box('first half'), await box('DynamoDB')];
    expect(half.width / work.width).toBeCloseTo(0.5, 1);
    expect(database.width / work.width).toBeCloseTo(0.25, 1);
    expect((database.x - work.x) / work.width).toBeCloseTo(0.5, 1);
    expect(await row('work').textContent()).toMatch(/level 2.*25\.0 ms of 100 ms without its children, 1 log line/);
    await row('work').click();
    await page.getByText('o-7').first().waitFor();
    expect(problems).toEqual([]);
  });

  it('leads from a log line to its span, and filters lines by key and level', async () => {
    await shop.invoke('shop', { do: 'log', level: 'ERROR', message: 'no stock left', keys: { sku: 'tea-4' } });
    const { requestId } = await shop.invoke('shop', { do: 'trace' });
    const { page } = await open('#/logs');
    const lines = page.locator('.log-row');
    await page.getByLabel('Filter log lines').fill('sku=tea-4');
    await expect.poll(() => lines.count()).toBe(1);
    await page.getByLabel('Filter log lines').fill('');
    await page.getByLabel('Level').selectOption('ERROR');
    await expect.poll(() => lines.allInnerTexts()).toEqual([expect.stringContaining('no stock left')]);
    await page.getByLabel('Level').selectOption('TRACE');
    await lines.filter({ hasText: 'within the work' }).first().getByText('span').click();
    await page.waitForURL(new RegExp(`${requestId}\\?span=`));
    await page.locator('.found .span-detail').waitFor();
  });

  it('filters invocations by text and by kind', async () => {
    await shop.invoke('shop', { do: 'caused' }, { trigger: 'event with a cause' });
    const { page } = await open();
    const rows = page.locator('.row');
    await page.keyboard.press('/');
    await page.keyboard.type('below nothing');
    await page.getByText('No invocation is like that.').waitFor();
    await page.getByLabel('Filter invocations').fill('with a cause');
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByLabel('Filter invocations').fill('');
    await page.getByText('Failed', { exact: true }).click();
    await expect.poll(async () => (await rows.allInnerTexts()).every((text) => text.includes('error'))).toBe(true);
  });

  it('tells why an invocation failed, with the line of the source and the cause', async () => {
    const { requestId } = await shop.invoke('shop', { do: 'caused' });
    const { page } = await open(`#/invocations/${requestId}`);
    const why = page.getByRole('region', { name: 'Why it failed' });
    await why.waitFor();
    const said = await why.innerText();
    expect(said).toContain('Error: the order was not stored');
    expect(said).toContain('RangeError: the total is below zero');
    expect(await why.locator('.here').innerText()).toContain("new RangeError('the total is below zero')");
  });

  it('sends an event that was edited, by keyboard, and an earlier one again', async () => {
    const { page, problems } = await open('#/invoke');
    await page.getByText('Event', { exact: true }).click();
    await page.getByLabel('Begin with').selectOption('SQS');
    expect(await page.locator('textarea').inputValue()).toContain('"eventSource": "aws:sqs"');
    await page.locator('textarea').fill('{"value": ');
    await page.getByText('This is not JSON').waitFor();
    expect(await page.getByRole('button', { name: 'Send' }).isDisabled()).toBe(true);
    await page.locator('textarea').fill('{"do": "echo", "value": "edited here"}');
    await page.locator('textarea').press('Control+Enter');
    await page.locator('.results a').click();
    await page.getByText('Response, 13 B').click();
    await page.getByText('"edited here"', { exact: true }).waitFor();
    await page.keyboard.press('e');
    await page.locator('textarea').waitFor();
    expect(await page.locator('textarea').inputValue()).toContain('edited here');
    await page.getByLabel('Times').fill('7');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('7 invocations:').waitFor();
    expect(problems).toEqual([]);
  });

  it('sends an HTTP request', async () => {
    const { page } = await open('#/invoke');
    await page.getByLabel('Method').selectOption('POST');
    await page.getByLabel('Path').fill('/orders?x=1');
    await page.getByLabel('Body').fill('{"sent": true}');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.locator('.results').waitFor();
    await page.keyboard.press('Escape');
    await page.goto(`${shop.pageUrl}/#/invocations`);
    await page.locator('.row', { hasText: 'POST /orders' }).first().waitFor();
  });

  it('draws 500 invocations of a burst with no task over 200 ms of the processor', { timeout: 120_000 }, async () => {
    const lambda = await start(bin, { functions: ['shop.handler'], ui: true, uiPort: 0 });
    const { page, problems } = await open('', lambda);
    const traced = await traceTasks(page);
    for (let count = 0; count < 25; count++) {
      await Promise.all(Array.from({ length: 20 }, () => lambda.invoke('shop', { value: 1 }, { trigger: 'burst' })));
    }
    await page.getByText('500 invocations').waitFor();
    const tasks = await traced();
    expect(tasks.length).toBeGreaterThan(10);
    expect(Math.max(...tasks)).toBeLessThan(200);
    expect(await page.locator('.row').count()).toBeLessThan(40);
    expect(problems).toEqual([]);
  });

  it('stays as it is while one scrolls, and says how many are new', async () => {
    for (let count = 0; count < 60; count++) await shop.invoke('shop', { value: count });
    const { page } = await open();
    await page.locator('.row').first().waitFor();
    await page.evaluate(`document.querySelector('.list .virtual').scrollTo(0, 2000)`);
    await expect.poll(() => page.evaluate(`document.querySelector('.list .virtual').scrollTop`)).toBe(2000);
    await shop.invoke('shop', { value: 1 }, { trigger: 'came while scrolling' });
    await page.getByText('1 new invocation ↑').click();
    await page.locator('.row', { hasText: 'came while scrolling' }).waitFor();
  });

  it.each([
    '<img src=x onerror="window.hacked=1">',
    '"><script>window.hacked=1</script>',
    "javascript:alert(1)//&lt;{{1}}'",
    '\u202egnp.exe\u0000\u001b[31m',
    'a'.repeat(20_000),
  ])('shows what a function says as text, whatever it is: %j', async (text) => {
    const { requestId } = await shop.invoke('shop', { do: 'hostile', text }, { trigger: text });
    const { page, problems } = await open(`#/invocations/${requestId}`);
    await page.getByRole('region', { name: 'Why it failed' }).waitFor();
    await page.evaluate(`document.querySelectorAll('button.span-row').forEach((row) => row.click())`);
    await page.locator('.span-detail').first().waitFor();
    await page.evaluate(`document.querySelectorAll('details').forEach((details) => { details.open = true; })`);
    for (const view of ['logs', 'metrics', 'map', 'tables']) {
      await page.goto(`${shop.pageUrl}/#/${view}`);
      await page.locator('.page').waitFor();
    }
    expect(await page.evaluate('window.hacked')).toBeUndefined();
    expect(await page.evaluate(`document.querySelectorAll('#app img, #app script').length`)).toBe(0);
    expect(problems).toEqual([]);
  });
});

describe.skipIf(!hasBrowser)('the page of the order service', () => {
  let orders: LocalLambda;
  const order = { order_id: 'A-1', customer: 'Ada', items: [{ sku: 'tea', quantity: 2, unit_price: 450 }] };

  beforeAll(async () => {
    orders = await start(bin, {
      ...{ cwd: root, functions: ['examples/orders/handler.handler'], ui: true, uiPort: 0 },
      template: `${root}examples/orders/template.yaml`,
    });
    const post = (body: unknown) =>
      fetch(`${orders.url}/orders`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await post(order);
    await post(order);
    await post({ order_id: 'A-2' });
    await fetch(`${orders.url}/fail`);
  });

  it('answers from itself alone which request was slow, which was a replay and of what, and why the last one failed', async () => {
    const { page } = await open('', orders);
    const rows = page.locator('.row');
    await expect.poll(() => rows.count()).toBe(4);
    const [failed = '', , replay = '', first = ''] = await rows.allInnerTexts();
    expect(failed).toContain('Error: The order service failed on purpose.');
    expect(first).toContain('cold start');
    expect(replay).toContain('replayed');
    await rows.nth(2).click();
    await page.getByText('The work was not done again').waitFor();
    await page.getByRole('link', { name: /POST \/orders at .* \(invocation 1\)/ }).click();
    await page.getByText('invocation 1', { exact: false }).first().waitFor();
    await page.locator('.found', { hasText: 'POST /orders' }).waitFor();
    await page.locator('.row').first().click();
    await page.getByRole('region', { name: 'Why it failed' }).waitFor();
    expect(await page.locator('.here').innerText()).toContain(
      "throw new Error('The order service failed on purpose.')",
    );
    expect(await page.locator('.excerpt figcaption').innerText()).toMatch(/^examples\/orders\/handler\.ts:\d+$/);
  });

  it('explains an idempotency record, and leads to the request that was executed', async () => {
    const { page } = await open('#/tables/IdempotencyTable', orders);
    await page.getByText('Done: a repeat with this key gets the kept answer').waitFor();
    await page.getByText('Executed by').getByRole('link').click();
    await page.getByText('invocation 1', { exact: false }).first().waitFor();
  });

  it('says what the metrics cost, and who calls whom', async () => {
    const { page } = await open('#/metrics', orders);
    await page.getByText('$1.20 a month in CloudWatch').waitFor();
    await expect.poll(() => page.locator('.plot canvas').count()).toBe(4);
    await page.goto(`${orders.pageUrl}/#/map`);
    await page.getByRole('cell', { name: 'OrdersTable (DynamoDB table)' }).waitFor();
  });

  const places = ['', '#/logs', '#/metrics', '#/invoke', '#/tables/IdempotencyTable', '#/tables/OrdersTable', '#/map'];
  const looks = (['light', 'dark'] as const).flatMap((colorScheme) =>
    [1280, 400].map((width) => ({ colorScheme, width })),
  );

  it.each(looks)(
    'breaks no rule of axe-core, and is no larger than the window: %j',
    { timeout: 240_000 },
    async ({ colorScheme, width }) => {
      const opened = await openPage({ colorScheme, viewport: { width, height: 860 } });
      const { page, problems } = opened;
      const session = JSON.parse(await (await fetch(`${orders.pageUrl}/api/session`)).text());
      const details = session.invocations.map(({ requestId }: { requestId: string }) => `#/invocations/${requestId}`);
      const broken: string[] = [];
      for (const place of [...places, ...details]) {
        await page.goto(`${orders.pageUrl}/${place}`);
        await page.locator('main section:visible, main article:visible').first().waitFor();
        const row = page.locator('button.span-row').nth(1);
        if (place.startsWith('#/invocations/')) await row.click();
        broken.push(...(await violations(page)).map((problem) => `${place} ${problem}`));
        const beyond = await page.evaluate<string[]>(
          `['Width', 'Height'].filter((side) => document.documentElement['scroll' + side] > document.documentElement['client' + side])`,
        );
        if (beyond.length > 0) broken.push(`${place} goes beyond the window: ${beyond}`);
      }
      expect(broken).toEqual([]);
      expect(problems).toEqual([]);
    },
  );
});
