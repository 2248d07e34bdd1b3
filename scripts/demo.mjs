// Runs the order service in the local Lambda and sends it a handful of requests. `npm run demo` ends with exit code 1 if
// anything is not as it should be; `npm start` (--serve) stays up for the user's own requests. With --otlp the telemetry also
// goes to a receiver that prints it.
import { parseArgs } from 'node:util';
import { renderReport, startLocalLambda } from '../dist/bin/local.js';
import { root } from './entries.mjs';
import { startOtlpReceiver } from './otlp-receiver.mjs';

const { values: flags } = parseArgs({
  options: {
    serve: { type: 'boolean', default: false },
    otlp: { type: 'boolean', default: false },
    port: { type: 'string' },
    'ui-port': { type: 'string' },
  },
});

const order = {
  order_id: 'A-1001',
  customer: 'Ada',
  items: [
    { sku: 'tea', quantity: 2, unit_price: 450 },
    { sku: 'pot', quantity: 1, unit_price: 1900 },
  ],
};

const namesIn = (documents) => documents.flatMap((document) => [document.name, ...namesIn(document.subsegments ?? [])]);

const metricsIn = (report) =>
  report.metrics.flatMap((document) =>
    document._aws.CloudWatchMetrics.flatMap((directive) => directive.Metrics.map((metric) => metric.Name)),
  );

const hasMetrics = (...names) => [
  `reports ${names.join(', ')}`,
  ({ report }) => names.every((name) => metricsIn(report).includes(name)),
];
const hasSpans = (...names) => [
  `has the spans ${names.join(', ')}`,
  ({ report }) => names.every((name) => namesIn(report.segments).includes(name)),
];
const ranWork = (expected) => [
  expected ? 'does the work' : 'does no work again',
  ({ report }) => namesIn(report.segments).includes('### storeOrder') === expected,
];

const steps = [
  {
    title: 'Create an order',
    request: { method: 'POST', path: '/orders', body: order },
    status: 201,
    checks: [
      ['prices it', ({ body }) => body.total === 2800],
      hasMetrics('OrderReceived', 'OrderProcessed', 'OrderValue', 'ItemsOrdered'),
      hasSpans('POST /orders', '### priceOrder', '### storeOrder', 'reserve stock', 'DynamoDB'),
      ranWork(true),
    ],
  },
  {
    title: 'Create the same order again: the answer of the first time, the work not done again',
    request: { method: 'POST', path: '/orders', body: order },
    status: 201,
    checks: [['gives the first answer', ({ body, first }) => body.created_at === first.created_at], ranWork(false)],
  },
  {
    title: 'Read it',
    request: { method: 'GET', path: '/orders/A-1001' },
    status: 200,
    checks: [['returns it', ({ body }) => body.order_id === 'A-1001'], hasSpans('GET /orders/:order_id')],
  },
  {
    title: 'A body that the schema refuses',
    request: { method: 'POST', path: '/orders', body: { order_id: 'A-1002' } },
    status: 422,
    checks: [ranWork(false)],
  },
  { title: 'An order that is not there', request: { method: 'GET', path: '/orders/nobody' }, status: 404, checks: [] },
  {
    title: 'A handler that throws',
    request: { method: 'GET', path: '/fail' },
    status: 500,
    checks: [['shows up as a fault in the trace', ({ report }) => report.segments.some(({ fault }) => fault === true)]],
  },
];

const everyStep = [
  ['X-Ray accepts every document', ({ report }) => report.rejections.length === 0],
  [
    'hangs the trace on the segment that Lambda writes',
    ({ report }) => report.segments.some(({ parent_id }) => parent_id === report.functionSegmentId),
  ],
  [
    'writes log lines that carry the request id',
    ({ report }) => report.logs.every(({ json }) => json?.function_request_id === report.requestId),
  ],
];

const terminal = {
  color: process.stdout.isTTY === true && !process.env.NO_COLOR,
  width: process.stdout.columns ?? 100,
};

const receiver = flags.otlp ? await startOtlpReceiver((line) => console.log(`OTLP  ${line}`)) : undefined;

// An answer may be there before its invocation is over: what goes over the network goes out in between.
const reports = [];
let reported = () => {};
const nextReport = async () => {
  while (reports.length === 0) {
    await new Promise((resolve) => {
      reported = resolve;
    });
  }
  return reports.shift();
};
let serving = false;
const lambda = await startLocalLambda({
  functions: ['examples/orders/handler.handler'],
  cwd: root,
  ...(receiver && {
    env: {
      OTEL_TRACES_EXPORTER: 'xray,otlp',
      OTEL_METRICS_EXPORTER: 'emf,otlp',
      OTEL_LOGS_EXPORTER: 'json,otlp',
      OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
    },
  }),
  ...(flags.serve && {
    port: Number(flags.port ?? 3000),
    ui: true,
    ...(flags['ui-port'] && { uiPort: Number(flags['ui-port']) }),
  }),
  onReport: (report) => {
    if (serving) console.log(`${renderReport(report, terminal)}\n`);
    else reports.push(report);
    reported();
  },
  onNotice: console.log,
}).catch((error) => {
  console.error(error.message);
  process.exit(1);
});

const end = async (code) => {
  await lambda.close();
  receiver?.close();
  process.exit(code);
};
process.on('SIGINT', () => end(0));
process.on('SIGTERM', () => end(0));

const send = async ({ method, path, body }) => {
  const response = await fetch(`${lambda.url}${path}`, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: response.status, body: await response.json() };
};

let failures = 0;
let first;
for (const { title, request, status, checks } of steps) {
  console.log(
    `\n${title}\n$ curl -X ${request.method} ${lambda.url}${request.path}${request.body ? ` -H 'content-type: application/json' -d '${JSON.stringify(request.body)}'` : ''}`,
  );
  const answer = await send(request);
  const report = await nextReport();
  first ??= answer.body;
  console.log(`${answer.status} ${JSON.stringify(answer.body)}`);
  console.log(renderReport(report, terminal));
  const all = [[`answers ${status}`, () => answer.status === status], ...checks, ...everyStep];
  for (const [what, holds] of all) {
    if (holds({ ...answer, report, first })) continue;
    failures += 1;
    console.log(`  NOT AS IT SHOULD BE: it ${what}`);
  }
}

console.log(failures === 0 ? '\nEverything is as it should be.' : `\n${failures} things are not as they should be.`);
if (!flags.serve) await end(failures === 0 ? 0 : 1);

serving = true;
console.log(
  `\nThe order service listens on ${lambda.url} until Ctrl-C. Try:\n  curl ${lambda.url}/orders\nSee its requests, traces, logs and metrics at ${lambda.pageUrl}`,
);
