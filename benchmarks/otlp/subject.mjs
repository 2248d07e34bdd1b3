// One fresh process: exports what an invocation has gathered, 110 times, and writes what each took of the processor.
//
//   node benchmarks/otlp/subject.mjs <ours|official|floor> <endpoint>
const [, , name, endpoint] = process.argv;
process.env.OTEL_EXPORTER_OTLP_ENDPOINT = endpoint;
process.env.OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE = 'delta';

const INVOCATIONS = 110;

/** No more than what Node.js takes to post as many bytes as there are, and to read the answer. */
const poster = (path, bytes) => {
  const { Agent, request } = process.getBuiltinModule('node:http');
  const agent = new Agent({ keepAlive: true });
  const body = Buffer.alloc(bytes);
  const { hostname, port } = new URL(endpoint);
  const headers = { 'content-type': 'application/x-protobuf', 'content-length': bytes };
  return {
    export(_items, done) {
      const posted = request({ hostname, port, path, method: 'POST', agent, headers }, (response) => {
        response.on('end', () => done({ code: 0 })).resume();
      });
      posted.end(body);
    },
  };
};

const load = async () => {
  if (name === 'floor') return [poster('/v1/traces', 6000), poster('/v1/metrics', 2500), poster('/v1/logs', 4600)];
  if (name === 'ours') {
    const { OtlpSpanExporter, OtlpMetricExporter, OtlpLogRecordExporter } = await import(
      new URL('../../dist/esm/exporters/otlp/index.js', import.meta.url).href
    );
    return [new OtlpSpanExporter(), new OtlpMetricExporter(), new OtlpLogRecordExporter()];
  }
  const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
  const { OTLPMetricExporter } = await import('@opentelemetry/exporter-metrics-otlp-proto');
  const { OTLPLogExporter } = await import('@opentelemetry/exporter-logs-otlp-proto');
  return [new OTLPTraceExporter(), new OTLPMetricExporter(), new OTLPLogExporter()];
};

const TRACE_ID = '5759e988bd862e3fe1be46a994272793';
const resource = {
  attributes: {
    'service.name': 'orders',
    'cloud.provider': 'aws',
    'cloud.platform': 'aws_lambda',
    'cloud.region': 'eu-west-1',
    'faas.name': 'orders',
    'faas.version': '$LATEST',
    'faas.max_memory': 1_073_741_824,
  },
};
const scope = { name: 'orders', version: '1.0.0' };
const now = () => [1_795_472_213, Math.floor(Math.random() * 1e9)];
const id = (number) => number.toString(16).padStart(16, '0');

const spansOf = (invocation) =>
  Array.from({ length: 20 }, (_, index) => {
    const context = { traceId: TRACE_ID, spanId: id(100 * invocation + index + 1), traceFlags: 1 };
    return {
      name: `GET /orders/${index}`,
      kind: 2,
      spanContext: () => context,
      parentSpanContext: { ...context, spanId: id(1) },
      startTime: now(),
      endTime: now(),
      duration: [0, 1],
      ended: true,
      status: { code: 0 },
      attributes: {
        'http.request.method': 'GET',
        'http.response.status_code': 200,
        'url.full': `https://shop.example.com/orders/${index}`,
        'server.address': 'shop.example.com',
        'order.id': `A-${invocation}-${index}`,
        'order.express': true,
        'order.total': 12.5,
      },
      events: index % 5 === 0 ? [{ name: 'charged', time: now(), attributes: { attempt: 1 } }] : [],
      links: [],
      resource,
      instrumentationScope: scope,
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  });

const boundaries = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10_000];

const metricsOf = (invocation) => ({
  resource,
  scopeMetrics: [
    {
      scope,
      metrics: Array.from({ length: 10 }, (_, index) => {
        const descriptor = {
          name: `orders.metric.${index}`,
          description: '',
          unit: 'ms',
          valueType: 1,
          type: 'COUNTER',
        };
        const point = { startTime: now(), endTime: now(), attributes: { plan: 'pro', region: 'eu' } };
        return index % 2 === 0
          ? {
              descriptor,
              aggregationTemporality: 0,
              dataPointType: 3,
              isMonotonic: true,
              dataPoints: [{ ...point, value: invocation }],
            }
          : {
              descriptor,
              aggregationTemporality: 0,
              dataPointType: 0,
              dataPoints: [
                {
                  ...point,
                  value: {
                    count: 3,
                    sum: 60,
                    min: 10,
                    max: 30,
                    buckets: { boundaries, counts: boundaries.map((_bound, bucket) => bucket % 3).concat(0) },
                  },
                },
              ],
            };
      }),
    },
  ],
});

const recordsOf = (invocation) =>
  Array.from({ length: 20 }, (_, index) => ({
    hrTime: now(),
    hrTimeObserved: now(),
    spanContext: { traceId: TRACE_ID, spanId: id(index + 1), traceFlags: 1 },
    severityNumber: 9,
    severityText: 'INFO',
    body: `order ${index} of invocation ${invocation} was received`,
    attributes: { 'faas.invocation_id': '6f4a2b0e-7c1d-4b8e-9d2f-1a3b5c7d9e0f', order: index, customer: 'C-77' },
    droppedAttributesCount: 0,
    resource,
    instrumentationScope: scope,
  }));

const [spans, metrics, logs] = await load();
const exported = (exporter, items) =>
  new Promise((resolve, reject) =>
    exporter.export(items, ({ code, error }) => (code === 0 ? resolve() : reject(error ?? new Error('refused')))),
  );

const took = [];
for (let invocation = 1; invocation <= INVOCATIONS; invocation += 1) {
  const items = [spansOf(invocation), metricsOf(invocation), recordsOf(invocation)];
  const before = process.cpuUsage();
  await Promise.all([exported(spans, items[0]), exported(metrics, items[1]), exported(logs, items[2])]);
  const { user, system } = process.cpuUsage(before);
  took.push(user + system);
}
process.stdout.write(JSON.stringify(took));
process.exit();
