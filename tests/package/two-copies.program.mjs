// Uses two copies of the built package in one process, each for a part of the work, and tells what came of it.
import { createRequire } from 'node:module';

const load = async (file) => (file.endsWith('.cjs') ? createRequire(import.meta.url)(file) : import(file));
const [, , firstFile, secondFile] = process.argv;
const [first, second] = [await load(firstFile), await load(secondFile)];

const exported = [];
const exporter = {
  export(spans, done) {
    for (const span of spans) exported.push(span);
    done({ code: 0 });
  },
  shutdown: async () => {},
};
const context = first.lambdaContext({ functionName: 'orders' });
const lines = [];
const { write } = process.stdout;
process.stdout.write = (text, ...rest) => {
  lines.push(String(text));
  const callback = rest.at(-1);
  if (typeof callback === 'function') callback();
  return true;
};

// Before any provider is there, as in the module of a library.
const tracer = new second.Tracer({ serviceName: 'library' });
const charge = tracer.captureMethod(async function charge() {
  return 'charged';
});
const work = async () => {
  await charge();
  const segment = tracer.getSegment();
  segment?.addNewSubsegment('sub').close();
  return segment && tracer.setSegment(segment);
};
const wrapped = first.withPowertools(work, { traces: exporter, metrics: 'none' });
const again = second.withPowertools(wrapped, { traces: exporter, metrics: 'none' });
await again({}, context);
const names = (spans) => spans.map(({ name }) => name).sort();
const spans = names(exported.splice(0));

const capture = second.captureTelemetry();
await wrapped({}, context);
const captured = names(capture.spans);
capture[Symbol.dispose]();

const logger = new first.Logger();
await new second.Logger().withKeys({ order: 'o-1' }, async () => logger.info('scoped'));
const scoped = lines.map((line) => JSON.parse(line)).find(({ message }) => message === 'scoped');

let runs = 0;
const pay = first.makeIdempotent(async () => ++runs, {
  persistenceStore: new second.InMemoryPersistenceLayer(),
  config: new second.IdempotencyConfig({ lambdaContext: context }),
});
const payments = [await pay({ id: 1 }), await pay({ id: 1 })];
const list = first.makeIdempotent(async () => new Map([['big', 1n]]), {
  persistenceStore: new second.InMemoryPersistenceLayer(),
  config: new second.IdempotencyConfig({ lambdaContext: context, useLocalCache: true }),
});
await list({ id: 1 });
const replayed = await list({ id: 1 });

const app = new first.Router();
app.get('/orders', () => {
  throw new second.NotFoundError('no such order');
});
const http = { method: 'GET', path: '/orders', sourceIp: '', protocol: 'HTTP/1.1', userAgent: '' };
const event = {
  version: '2.0',
  rawPath: '/orders',
  rawQueryString: '',
  headers: {},
  requestContext: { http, stage: '$default' },
};
const { statusCode } = await app.resolve(event, context);

class Functions extends second.Functions {
  funcDouble(value) {
    return value * 2;
  }
}
second.Functions.signature({ argumentsSpecs: [['number']] })(Functions.prototype, 'funcDouble', {
  value: Functions.prototype.funcDouble,
});
const doubled = first.search('double(price)', { price: 21 }, { customFunctions: new Functions() });

process.stdout.write = write;
const report = {
  spans,
  order: scoped?.order,
  payments,
  replayed: replayed instanceof Map && typeof replayed.get('big'),
  statusCode,
  doubled,
  captured,
  warnings: lines.filter((line) => /"WARN"|"ERROR"/.test(line)),
};
process.stdout.write(`${JSON.stringify(report)}\n`);
