// Takes the pictures of the local Lambda's page that docs/ and README show: `npm run docs:screenshots`, with Debian's
// chromium. They are taken of the real page, with the requests of the order service in it.
import { mkdirSync, statSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { startLocalLambda } from '../dist/bin/local.js';
import { root } from './entries.mjs';

const FOLDER = `${root}docs/images`;
const LIMIT_BYTES = 200_000;
const WIDE = { width: 1280, height: 800 };

const order = {
  order_id: 'A-1001',
  customer: 'Ada',
  items: [
    { sku: 'tea', quantity: 2, unit_price: 450 },
    { sku: 'pot', quantity: 1, unit_price: 1900 },
  ],
};

const lambda = await startLocalLambda({
  ...{ functions: ['examples/orders/handler.handler'], cwd: root, ui: true, uiPort: 0 },
});
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync'],
});
try {
  mkdirSync(FOLDER, { recursive: true });
  const [first, replay] = await sendRequests();
  await take('trace-light', `#/invocations/${first}`, '.waterfall', { colorScheme: 'light' });
  await take('trace-dark', `#/invocations/${first}`, '.waterfall', { colorScheme: 'dark' });
  await take('replay', `#/invocations/${replay}`, '.callout', { colorScheme: 'light' });
  await take('failure', `#/invocations/${await lastId()}`, '.excerpt', { colorScheme: 'dark' });
  await take('metrics', '#/metrics', '.plot canvas', { colorScheme: 'light', viewport: { width: 1280, height: 420 } });
  await take('map', '#/map', '.map', { colorScheme: 'dark', viewport: { width: 1280, height: 420 } });
  await take('narrow', `#/invocations/${first}`, '.waterfall', {
    ...{ colorScheme: 'light', viewport: { width: 400, height: 780 } },
  });
} finally {
  await browser.close();
  await lambda.close();
}

/** Resolves to the ids of the invocations, the first one first. */
async function sendRequests() {
  await post(order);
  await post(order);
  await get('/orders/A-1001');
  await post({ order_id: 'A-1002' });
  for (const [index, customer] of ['Grace', 'Linus', 'Barbara', 'Edsger'].entries()) {
    const items = [{ sku: 'cup', quantity: index + 1, unit_price: 700 }];
    await post({ ...order, order_id: `A-20${index}`, customer, items });
  }
  await get('/orders/nobody');
  await get('/orders');
  await get('/fail');
  return (await session()).map(({ requestId }) => requestId);
}

async function take(name, hash, wanted, options) {
  const page = await browser.newPage({ viewport: WIDE, ...options });
  await page.goto(`${lambda.pageUrl}/${hash}`);
  await page.locator(wanted).first().waitFor();
  await page.getByText('live', { exact: true }).waitFor();
  const path = `${FOLDER}/local-lambda-${name}.png`;
  await page.screenshot({ path, animations: 'disabled' });
  await page.close();
  const { size } = statSync(path);
  console.log(`${path.slice(root.length)}: ${size} bytes`);
  if (size > LIMIT_BYTES) throw new Error(`${path} is larger than ${LIMIT_BYTES} bytes: show less in it.`);
}

async function session() {
  return (await (await fetch(`${lambda.pageUrl}/api/session`)).json()).invocations;
}

async function lastId() {
  return (await session()).at(-1).requestId;
}

function post(body) {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${lambda.url}/orders`, { method: 'POST', headers, body: JSON.stringify(body) });
}

function get(path) {
  return fetch(lambda.url + path);
}
