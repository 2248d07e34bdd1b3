// The cost of one HTTP API request through the router, beside Powertools' router, for 1, 30 and 300 routes.
//   node benchmarks/event-handler/router.mjs [rounds]
// Interleaved: each round measures every candidate, in an order of its own. Trust the ratios, not the times.
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../../', import.meta.url));
const ROUNDS = Number(process.argv[2] ?? 15);
const REQUESTS = 2000;

/** The router's source as it would be bundled into a function. It lies in the repository, to find the OpenTelemetry API. */
const loadOurs = async () => {
  const folder = mkdtempSync(join(root, 'node_modules/.benchmark-'));
  try {
    const outfile = join(folder, 'event-handler.mjs');
    await build({
      entryPoints: [join(root, 'src/event-handler/index.ts')],
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      external: ['@opentelemetry/api'],
      outfile,
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const eventFor = (path) => ({
  version: '2.0',
  routeKey: '$default',
  rawPath: path,
  rawQueryString: 'expand=items',
  cookies: ['session=abc'],
  headers: {
    accept: 'application/json',
    'content-type': 'application/json',
    host: 'x1y2z3.execute-api.eu-west-1.amazonaws.com',
    'user-agent': 'curl/8.5.0',
    'x-amzn-trace-id': 'Root=1-65a1f2c3-0a1b2c3d4e5f60718293a4b5',
    'x-forwarded-for': '203.0.113.7',
    'x-forwarded-port': '443',
    'x-forwarded-proto': 'https',
  },
  queryStringParameters: { expand: 'items' },
  requestContext: {
    accountId: '123456789012',
    apiId: 'x1y2z3',
    domainName: 'x1y2z3.execute-api.eu-west-1.amazonaws.com',
    domainPrefix: 'x1y2z3',
    http: { method: 'GET', path, protocol: 'HTTP/1.1', sourceIp: '203.0.113.7', userAgent: 'curl/8.5.0' },
    requestId: 'JKJaXmPLvHcESHA=',
    routeKey: '$default',
    stage: '$default',
    time: '12/Mar/2026:19:03:58 +0000',
    timeEpoch: 1773342238000,
  },
  isBase64Encoded: false,
});

const context = { functionName: 'orders', awsRequestId: '1', getRemainingTimeInMillis: () => 3000 };

const register = (Router, routes, handler, middleware) => {
  const app = new Router();
  for (const one of middleware) app.use(one);
  for (let route = 0; route < routes; route++) app.get(`/r${route}/:a/items/:b`, handler);
  return app;
};

const plain = ({ params }) => ({ a: params.a, b: params.b });
const touching = ({ req, params }) => ({ a: params.a, b: params.b, agent: req.headers.get('user-agent') });
const pass = async ({ next }) => {
  await next();
};

const measure = async (app, events) => {
  const before = process.hrtime.bigint();
  for (let request = 0; request < REQUESTS; request++) await app.resolve(events[request % events.length], context);
  return Number(process.hrtime.bigint() - before) / 1000 / REQUESTS;
};

const median = (numbers) => [...numbers].sort((a, b) => a - b)[numbers.length >> 1];

const ours = await loadOurs();
const powertools = await import('@aws-lambda-powertools/event-handler/http');

const scenarios = [
  ['plain handler', plain, []],
  ['three middleware', plain, [pass, pass, pass]],
  ['handler reads req', touching, []],
];

console.log('microseconds per request, median of', ROUNDS, 'rounds of', REQUESTS, 'on Node.js', process.version);
for (const routes of [1, 30, 300]) {
  for (const [name, handler, middleware] of scenarios) {
    const events = Array.from({ length: Math.min(routes, 50) }, (_, index) =>
      eventFor(`/r${Math.floor((index * routes) / Math.min(routes, 50))}/one/items/two`),
    );
    const apps = {
      ours: register(ours.Router, routes, handler, middleware),
      powertools: register(powertools.Router, routes, handler, middleware),
    };
    const results = await Promise.all(Object.values(apps).map((app) => app.resolve(events[0], context)));
    const bodies = new Set(results.map((result) => result.body));
    if (bodies.size !== 1 || results.some((result) => result.statusCode !== 200))
      throw new Error([...bodies].join('\n'));

    const times = { ours: [], powertools: [] };
    for (let round = -3; round < ROUNDS; round++) {
      const order = Object.keys(apps);
      if (round % 2 === 0) order.reverse();
      for (const candidate of order) {
        const time = await measure(apps[candidate], events);
        if (round >= 0) times[candidate].push(time);
      }
    }
    const ratio = median(times.powertools.map((time, round) => time / times.ours[round]));
    console.log(
      `${String(routes).padStart(4)} routes  ${name.padEnd(18)} ours ${median(times.ours).toFixed(2).padStart(7)}   ` +
        `powertools ${median(times.powertools).toFixed(2).padStart(7)}   powertools/ours ${ratio.toFixed(1)}x`,
    );
  }
}
