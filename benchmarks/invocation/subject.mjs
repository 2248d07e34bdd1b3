// The functions that benchmarks/invocation/run.mjs invokes, one kind a process.
import { createSocket } from 'node:dgram';
import { writeSync } from 'node:fs';

const imports = {
  bare: async () => async () => 'done',
  /** The least that gives a log line, a metric and a segment: two writes and one datagram, by hand. */
  floor: async () => {
    const [host, port] = process.env.AWS_XRAY_DAEMON_ADDRESS.split(':');
    const socket = createSocket('udp4');
    socket.unref();
    const header = Buffer.from('{"format":"json","version":1}\n');
    const hex = (length) => Array.from({ length }, () => Math.floor(Math.random() * 16).toString(16)).join('');
    return async (event, context) => {
      const start = Date.now() / 1000;
      const [root, parent] = process.env._X_AMZN_TRACE_ID.split(';').map((part) => part.slice(part.indexOf('=') + 1));
      writeSync(
        1,
        `${JSON.stringify({ level: 'INFO', message: 'order received', timestamp: new Date().toISOString(), service: 'orders', cold_start: false, function_arn: context.invokedFunctionArn, function_memory_size: context.memoryLimitInMB, function_name: context.functionName, function_request_id: context.awsRequestId, xray_trace_id: root, order_id: event.order_id })}\n`,
      );
      writeSync(
        1,
        `${JSON.stringify({ _aws: { Timestamp: Date.now(), CloudWatchMetrics: [{ Namespace: 'shop', Dimensions: [['service']], Metrics: [{ Name: 'OrderReceived', Unit: 'Count' }] }] }, service: 'orders', OrderReceived: 1 })}\n`,
      );
      const document = {
        name: '## handler',
        id: hex(16),
        trace_id: root,
        parent_id: parent,
        type: 'subsegment',
        start_time: start,
        end_time: Date.now() / 1000,
        annotations: { order_id: event.order_id },
      };
      await new Promise((resolve) => socket.send([header, JSON.stringify(document)], port, host, resolve));
      return 'done';
    };
  },
  wrapper: async () => {
    const { withPowertools } = await import('otel-powertools');
    return withPowertools(async () => 'done');
  },
  ours: async () => {
    const [{ withPowertools }, { Logger }, { Metrics, MetricUnit }, { Tracer }] = await Promise.all([
      import('otel-powertools'),
      import('otel-powertools/logger'),
      import('otel-powertools/metrics'),
      import('otel-powertools/tracer'),
    ]);
    const logger = new Logger();
    const metrics = new Metrics();
    const tracer = new Tracer();
    return withPowertools(async (event) => {
      tracer.putAnnotation('order_id', event.order_id);
      metrics.addMetric('OrderReceived', MetricUnit.Count, 1);
      logger.info('order received', { order_id: event.order_id });
      return 'done';
    });
  },
  theirs: async () => {
    const [{ Logger }, { Metrics, MetricUnit }, { Tracer }] = await Promise.all([
      import('@aws-lambda-powertools/logger'),
      import('@aws-lambda-powertools/metrics'),
      import('@aws-lambda-powertools/tracer'),
    ]);
    const [{ injectLambdaContext }, { logMetrics }, { captureLambdaHandler }, { default: middy }] = await Promise.all([
      import('@aws-lambda-powertools/logger/middleware'),
      import('@aws-lambda-powertools/metrics/middleware'),
      import('@aws-lambda-powertools/tracer/middleware'),
      import('@middy/core'),
    ]);
    const logger = new Logger();
    const metrics = new Metrics();
    const tracer = new Tracer();
    return middy()
      .use(captureLambdaHandler(tracer))
      .use(injectLambdaContext(logger))
      .use(logMetrics(metrics))
      .handler(async (event) => {
        tracer.putAnnotation('order_id', event.order_id);
        metrics.addMetric('OrderReceived', MetricUnit.Count, 1);
        logger.info('order received', { order_id: event.order_id });
        return 'done';
      });
  },
};

const [kind, count] = process.argv.slice(2);

const handler = await imports[kind]();
const turn = () => new Promise((resolve) => setImmediate(resolve));

let number = 0;
const invokeMany = async (many) => {
  let inner = 0;
  for (let i = 0; i < many; i += 1) {
    number += 1;
    const id = number.toString(16).padStart(8, '0');
    process.env._X_AMZN_TRACE_ID = `Root=1-${id}-abcdef012345678912345678;Parent=53995c3f${id};Sampled=1`;
    const context = {
      functionName: 'orders',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
      memoryLimitInMB: '1024',
      awsRequestId: `c6af9ac6-7b61-11e6-9a41-93e8${id}0000`,
      getRemainingTimeInMillis: () => 600_000,
    };
    const start = performance.now();
    await handler({ order_id: 'A-1001', total: 12.5 }, context);
    inner += performance.now() - start;
    // Between two invocations the runtime polls for the next one: what was sent and not awaited goes out here.
    await turn();
  }
  return inner;
};

await invokeMany(3000);

const heapBytes = async (many) => {
  globalThis.gc();
  const before = process.memoryUsage().heapUsed;
  await invokeMany(many);
  return (process.memoryUsage().heapUsed - before) / many;
};

const times = async (many) => {
  globalThis.gc();
  const cpu = process.cpuUsage();
  const start = performance.now();
  const inner = await invokeMany(many);
  const wall = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  return { wall: (wall * 1000) / many, inner: (inner * 1000) / many, cpu: (user + system) / many };
};

process.on('message', async (message) => {
  if (message === 'end') process.disconnect();
  else process.send(message === 'heap' ? await heapBytes(100) : await times(Number(count)));
});
process.send('ready');
