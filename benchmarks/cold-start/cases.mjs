// The functions that are started. `ours` and `theirs` are the same function, on this package and on Powertools'.
const OURS = {
  logger: 'otel-powertools/logger',
  tracer: 'otel-powertools/tracer',
  metrics: 'otel-powertools/metrics',
  router: 'otel-powertools/event-handler',
  idempotency: 'otel-powertools/idempotency',
  dynamodb: 'otel-powertools/idempotency/dynamodb',
  validation: 'otel-powertools/validation',
};
const THEIRS = {
  logger: '@aws-lambda-powertools/logger',
  tracer: '@aws-lambda-powertools/tracer',
  metrics: '@aws-lambda-powertools/metrics',
  router: '@aws-lambda-powertools/event-handler/http',
  idempotency: '@aws-lambda-powertools/idempotency',
  dynamodb: '@aws-lambda-powertools/idempotency/dynamodb',
  validation: '@aws-lambda-powertools/validation',
};

const schema = `{
  type: 'object',
  required: ['order_id'],
  properties: { order_id: { type: 'string' }, total: { type: 'number' } },
}`;

const logger = ({ logger }) => `
import { Logger } from '${logger}';
const logger = new Logger();
export const handler = async (event, context) => {
  logger.addContext(context);
  logger.info('order received', { order_id: event.order_id });
  return 'done';
};`;

const metrics = ({ metrics }) => `
import { Metrics, MetricUnit } from '${metrics}';
const metrics = new Metrics();
export const handler = async () => {
  metrics.addMetric('OrderReceived', MetricUnit.Count, 1);
  metrics.publishStoredMetrics();
  return 'done';
};`;

const segment = `
  const parent = tracer.getSegment();
  const segment = parent?.addNewSubsegment('## handler');
  if (segment) tracer.setSegment(segment);
  tracer.annotateColdStart();
  tracer.addServiceNameAnnotation();`;

const tracer = ({ tracer }) => `
import { Tracer } from '${tracer}';
const tracer = new Tracer();
export const handler = async (event) => {${segment}
  tracer.putAnnotation('order_id', event.order_id);
  segment?.close();
  if (parent) tracer.setSegment(parent);
  return 'done';
};`;

const theirTrio = `
import { Logger } from '${THEIRS.logger}';
import { Metrics, MetricUnit } from '${THEIRS.metrics}';
import { Tracer } from '${THEIRS.tracer}';
const logger = new Logger();
const metrics = new Metrics();
const tracer = new Tracer();
export const handler = async (event, context) => {${segment}
  logger.addContext(context);
  metrics.captureColdStartMetric();
  try {
    tracer.putAnnotation('order_id', event.order_id);
    metrics.addMetric('OrderReceived', MetricUnit.Count, 1);
    logger.info('order received', { order_id: event.order_id });
    return 'done';
  } finally {
    metrics.publishStoredMetrics();
    segment?.close();
    if (parent) tracer.setSegment(parent);
  }
};`;

const ourTrio = `
import { withPowertools } from 'otel-powertools';
import { Logger } from '${OURS.logger}';
import { Metrics, MetricUnit } from '${OURS.metrics}';
import { Tracer } from '${OURS.tracer}';
const logger = new Logger();
const metrics = new Metrics();
const tracer = new Tracer();
export const handler = withPowertools(async (event) => {
  tracer.putAnnotation('order_id', event.order_id);
  metrics.addMetric('OrderReceived', MetricUnit.Count, 1);
  logger.info('order received', { order_id: event.order_id });
  return 'done';
});`;

const ourWrapper = `
import { trace } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';
export const handler = withPowertools(async (event) => {
  trace.getActiveSpan()?.setAttribute('order_id', event.order_id);
  return 'done';
});`;

const router = ({ router }) => `
import { Router } from '${router}';
const app = new Router();
app.get('/orders/:order_id', async ({ params }) => ({ order_id: params.order_id }));
export const handler = async (event, context) => app.resolve(event, context);`;

const idempotency = ({ idempotency, dynamodb }) => `
import { makeIdempotent, IdempotencyConfig } from '${idempotency}';
import { DynamoDBPersistenceLayer } from '${dynamodb}';
const persistenceStore = new DynamoDBPersistenceLayer({ tableName: 'orders' });
const config = new IdempotencyConfig({ eventKeyJmesPath: 'order_id' });
export const handler = makeIdempotent(async () => 'done', { persistenceStore, config });`;

// The same on the layer that makes its requests itself.
const LIGHT = { ...OURS, dynamodb: 'otel-powertools/idempotency/dynamodb-light' };

const validation = ({ validation }) => `
import { validate } from '${validation}';
const schema = ${schema};
export const handler = async (event) => {
  validate({ payload: event, schema });
  return 'done';
};`;

const orders = (names, telemetry) => `
import { Logger } from '${names.logger}';
import { Metrics, MetricUnit } from '${names.metrics}';
import { Tracer } from '${names.tracer}';
import { Router } from '${names.router}';
import { makeIdempotent, IdempotencyConfig } from '${names.idempotency}';
import { DynamoDBPersistenceLayer } from '${names.dynamodb}';
import { validate } from '${names.validation}';
${telemetry.imports ?? ''}
const logger = new Logger();
const metrics = new Metrics();
const tracer = new Tracer();
const persistenceStore = new DynamoDBPersistenceLayer({ tableName: 'orders' });
const config = new IdempotencyConfig({ eventKeyJmesPath: 'order_id' });
const schema = ${schema};
const store = makeIdempotent(async (order) => ({ order_id: order.order_id }), { persistenceStore, config });
const app = new Router();
app.get('/orders/:order_id', async ({ params }) => {
  const order = { order_id: params.order_id, total: 12 };
  validate({ payload: order, schema });
  metrics.addMetric('OrderReceived', MetricUnit.Count, 1);
  logger.info('order received', { order_id: order.order_id });
  return store(order);
});
${telemetry.handler}`;

const theirOrders = orders(THEIRS, {
  handler: `export const handler = async (event, context) => {${segment}
  logger.addContext(context);
  try {
    return await app.resolve(event, context);
  } finally {
    metrics.publishStoredMetrics();
    segment?.close();
    if (parent) tracer.setSegment(parent);
  }
};`,
});

const wrapped = {
  imports: `import { withPowertools } from 'otel-powertools';`,
  handler: 'export const handler = withPowertools((event, context) => app.resolve(event, context));',
};

const api = `
import { trace } from '@opentelemetry/api';
export const handler = async () => trace.getActiveSpan()?.isRecording();`;

const sdk = `
import { context, metrics, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BatchLogRecordProcessor, ConsoleLogRecordExporter, LoggerProvider } from '@opentelemetry/sdk-logs';
import { ConsoleMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider, BatchSpanProcessor, ConsoleSpanExporter } from '@opentelemetry/sdk-trace-base';
const resource = resourceFromAttributes({ 'service.name': 'orders' });
context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
const tracing = new BasicTracerProvider({ resource, spanProcessors: [new BatchSpanProcessor(new ConsoleSpanExporter())] });
const metering = new MeterProvider({ resource, readers: [new PeriodicExportingMetricReader({ exporter: new ConsoleMetricExporter() })] });
const logging = new LoggerProvider({ resource, processors: [new BatchLogRecordProcessor({ exporter: new ConsoleLogRecordExporter() })] });
trace.setGlobalTracerProvider(tracing);
metrics.setGlobalMeterProvider(metering);
logs.setGlobalLoggerProvider(logging);
const tracer = trace.getTracer('orders');
const counter = metrics.getMeter('orders').createCounter('OrderReceived');
export const handler = async (event) =>
  tracer.startActiveSpan('handler', async (span) => {
    counter.add(1);
    logs.getLogger('orders').emit({ body: 'order received' });
    span.setAttribute('order_id', event.order_id);
    span.end();
    await Promise.all([tracing.forceFlush(), metering.forceFlush(), logging.forceFlush()]);
    return 'done';
  });`;

const adot = `
import '@aws/aws-distro-opentelemetry-node-autoinstrumentation/register';
export const handler = async () => 'done';`;

const http = { event: 'http' };

/** In the order of the table; `beside` is the case it is compared with. */
export const cases = {
  empty: { title: 'an empty module', source: `export const handler = async () => 'done';` },
  api: { title: '`@opentelemetry/api` alone', source: api },
  wrapper: { title: '`withPowertools`, all three signals', source: ourWrapper, beside: 'their-trio' },
  trio: { title: '`withPowertools` + `Logger` + `Tracer` + `Metrics`', source: ourTrio, beside: 'their-trio' },
  'their-trio': { title: "Powertools' Logger + Tracer + Metrics", source: theirTrio },
  logger: { title: '`logger`', source: logger(OURS), beside: 'their-logger' },
  'their-logger': { title: "Powertools' `logger`", source: logger(THEIRS) },
  tracer: { title: '`tracer`', source: tracer(OURS), beside: 'their-tracer' },
  'their-tracer': { title: "Powertools' `tracer`", source: tracer(THEIRS) },
  metrics: { title: '`metrics`', source: metrics(OURS), beside: 'their-metrics' },
  'their-metrics': { title: "Powertools' `metrics`", source: metrics(THEIRS) },
  router: { title: '`event-handler`', source: router(OURS), beside: 'their-router', ...http },
  'their-router': { title: "Powertools' `event-handler`", source: router(THEIRS), ...http },
  idempotency: { title: '`idempotency/dynamodb`', source: idempotency(OURS), beside: 'their-idempotency' },
  'idempotency-light': {
    title: '`idempotency/dynamodb-light`',
    source: idempotency(LIGHT),
    beside: 'their-idempotency',
  },
  'their-idempotency': { title: "Powertools' `idempotency/dynamodb`", source: idempotency(THEIRS) },
  validation: { title: '`validation`', source: validation(OURS), beside: 'their-validation' },
  'their-validation': { title: "Powertools' `validation`", source: validation(THEIRS) },
  orders: { title: 'the whole order function', source: orders(OURS, wrapped), beside: 'their-orders', ...http },
  'orders-light': {
    title: 'the same with `dynamodb-light`',
    source: orders(LIGHT, wrapped),
    beside: 'their-orders',
    ...http,
  },
  'their-orders': { title: "the same on Powertools'", source: theirOrders, ...http },
  sdk: { title: 'a plain OpenTelemetry SDK, three signals', source: sdk },
  adot: { title: "ADOT's `register`", source: adot, package: '@aws/aws-distro-opentelemetry-node-autoinstrumentation' },
};

export const packages = [
  ...Object.values(THEIRS).map((name) => name.split('/').slice(0, 2).join('/')),
  '@aws-sdk/client-dynamodb',
  '@aws-sdk/util-dynamodb',
  '@opentelemetry/api',
  '@opentelemetry/api-logs',
  '@opentelemetry/context-async-hooks',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-logs',
  '@opentelemetry/sdk-metrics',
  '@opentelemetry/sdk-trace-base',
  'ajv',
  'jmespath',
].filter((name, index, all) => all.indexOf(name) === index);
