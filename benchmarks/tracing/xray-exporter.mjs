// Spans per second through the X-Ray exporter (translate, pack, send until the kernel has every datagram) beside
// aws-xray-sdk-core in its Lambda mode, interleaved in one process, as ratios; and whether the cost stays linear.
//
//   node benchmarks/tracing/xray-exporter.mjs            (15 rounds)
//   node benchmarks/tracing/xray-exporter.mjs --rounds 5
//
// What one warm invocation of `withPowertools` costs is another file of this folder: this one knows no wrapper.
import { createRequire } from 'node:module';
import { parseArgs } from 'node:util';
import { ROOT_CONTEXT, SpanKind, TraceFlags, trace } from '@opentelemetry/api';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { countSends } from './sends.mjs';
import { startSink } from './sink.mjs';
import { loadExporter } from './subject.mjs';

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '15' } } });
const rounds = Number(options.rounds);

const TRACE_ID = '5759e988bd862e3fe1be46a994272793';
const PARENT_ID = '53995c3f42cd8ad8';

const sink = await startSink();
const sends = countSends();
process.env.AWS_XRAY_DAEMON_ADDRESS = sink.address;
process.env.AWS_LAMBDA_FUNCTION_NAME = 'benchmark';
process.env.LAMBDA_TASK_ROOT = '/var/task';
process.env._X_AMZN_TRACE_ID = `Root=1-${TRACE_ID.slice(0, 8)}-${TRACE_ID.slice(8)};Parent=${PARENT_ID};Sampled=1`;

const { XRaySpanExporter } = await loadExporter();
const exporter = new XRaySpanExporter();

/** Spans as the SDK makes them, without making them: what the exporter costs by itself. */
const finishedSpans = (count, parentOf) => {
  const resource = { attributes: { 'service.name': 'benchmark', 'faas.name': 'benchmark', 'cloud.provider': 'aws' } };
  const id = (number) => number.toString(16).padStart(16, '0');
  return Array.from({ length: count }, (_, index) => {
    const context = { traceId: TRACE_ID, spanId: id(index + 1), traceFlags: TraceFlags.SAMPLED };
    const parentId = index === 0 ? PARENT_ID : id(parentOf(index) + 1);
    return {
      name: `### step ${index}`,
      kind: SpanKind.INTERNAL,
      spanContext: () => context,
      parentSpanContext: { ...context, spanId: parentId, isRemote: index === 0 },
      startTime: [1_795_472_213, 123_456_789],
      endTime: [1_795_472_213, 223_456_789],
      status: { code: 0 },
      attributes: { 'order.id': index, customer: `customer ${index}`, express: true },
      links: [],
      events: [],
      resource,
    };
  });
};

const tree = (index) => (index - 1) >> 2;
const star = () => 0;

const exported = (spans) =>
  new Promise((resolve, reject) => exporter.export(spans, ({ error }) => (error ? reject(error) : resolve())));

const ended = [];
const tracer = new BasicTracerProvider({
  spanProcessors: [
    { onStart() {}, onEnd: (span) => ended.push(span), forceFlush: async () => {}, shutdown: async () => {} },
  ],
}).getTracer('benchmark');
const lambda = trace.setSpanContext(ROOT_CONTEXT, {
  traceId: TRACE_ID,
  spanId: PARENT_ID,
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
});

const withOpenTelemetry = async (count) => {
  const root = tracer.startSpan('## handler', {}, lambda);
  const inside = trace.setSpan(lambda, root);
  for (let index = 1; index < count; index += 1) {
    const span = tracer.startSpan(`### step ${index}`, {}, inside);
    span.setAttribute('order.id', index);
    span.setAttribute('customer', `customer ${index}`);
    span.setAttribute('express', true);
    span.end();
  }
  root.end();
  await exported(ended.splice(0));
};

const AWSXRay = createRequire(import.meta.url)('aws-xray-sdk-core');
AWSXRay.setLogger({ error: console.error, warn() {}, info() {}, debug() {} });

const withXRaySdk = async (count) => {
  const before = sends.taken;
  const root = AWSXRay.getSegment().addNewSubsegment('## handler');
  for (let index = 1; index < count; index += 1) {
    const subsegment = root.addNewSubsegment(`### step ${index}`);
    subsegment.addAnnotation('order.id', index);
    subsegment.addAnnotation('customer', `customer ${index}`);
    subsegment.addAnnotation('express', true);
    subsegment.close();
  }
  root.close();
  await sends.reach(before + count);
};

const microsecondsPerSpan = async (run, spans, repetitions) => {
  const start = process.hrtime.bigint();
  for (let repetition = 0; repetition < repetitions; repetition += 1) await run();
  return Number(process.hrtime.bigint() - start) / 1_000 / repetitions / spans;
};

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

const interleaved = async (count) => {
  const prepared = finishedSpans(count, star);
  const contenders = {
    'the exporter': () => exported(prepared),
    'OpenTelemetry SDK and the exporter': () => withOpenTelemetry(count),
    'aws-xray-sdk-core': () => withXRaySdk(count),
  };
  const repetitions = Math.ceil(2_000 / count);
  const results = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = -2; round < rounds; round += 1) {
    for (const [name, run] of Object.entries(contenders)) {
      const cost = await microsecondsPerSpan(run, count, repetitions);
      if (round >= 0) results[name].push(cost);
    }
  }
  return results;
};

for (const count of [1, 10, 20, 100]) {
  const results = await interleaved(count);
  const peer = results['aws-xray-sdk-core'];
  console.log(`\n${count} span(s) an invocation, 3 attributes each`);
  for (const [name, costs] of Object.entries(results)) {
    const cost = median(costs);
    // Each round's own ratio: what slows the machine down slows both.
    const ratio = median(costs.map((own, round) => (peer[round] ?? own) / own));
    console.log(
      `  ${name.padEnd(36)} ${cost.toFixed(2).padStart(7)} µs/span ${Math.round(1e6 / cost)
        .toLocaleString('en')
        .padStart(9)} spans/s   ${ratio.toFixed(1)} x aws-xray-sdk-core`,
    );
  }
}

console.log('\nThe exporter alone, µs/span by the size of the tree (the rest of a flat tree is a datagram a span)');
for (const [shape, parentOf] of Object.entries({ 'four children each': tree, 'all under one span': star })) {
  const costs = [];
  for (const count of [100, 500, 1_000, 2_500, 5_000]) {
    const spans = finishedSpans(count, parentOf);
    const repetitions = Math.ceil(10_000 / count);
    const values = [];
    for (let round = 0; round < 5; round += 1) {
      values.push(await microsecondsPerSpan(() => exported(spans), count, repetitions));
    }
    costs.push(`${count}: ${median(values).toFixed(2)}`);
  }
  console.log(`  ${shape.padEnd(20)} ${costs.join('   ')}`);
}

console.log(`\nspans lost by the exporter: ${exporter.dropped.total}`);
await exporter.shutdown();
await sink.stop();
