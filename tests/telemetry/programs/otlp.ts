import { metrics, trace } from '@opentelemetry/api';
import { explain, withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';

const logger = new Logger();
const published = new Metrics({ namespace: 'shop' });

const handler = withPowertools(
  async (order: { readonly id: number }) => {
    trace.getTracer('test').startActiveSpan('work', (span) => span.end());
    metrics.getMeter('test').createCounter('orders').add(1);
    metrics.getMeter('test').createHistogram('sizes').record(3);
    published.addMetric('amount', MetricUnit.Count, 2);
    logger.info('one');
    logger.info('two', { id: order.id });
    return { charged: order.id };
  },
  { flushTimeoutMillis: Number(process.env.FLUSH_TIMEOUT_MILLIS ?? 5000) },
);

const answers: unknown[] = [];
const waits: number[] = [];
for (let id = 0; id < Number(process.env.INVOCATIONS ?? 1); id += 1) {
  const begin = performance.now();
  answers.push(await handler({ id }, Object.create(null)));
  waits.push(performance.now() - begin);
}
const { traces, metrics: metricFacts, logs } = explain();
process.stdout.write(
  `${JSON.stringify({ answers, waits, dropped: [traces, metricFacts, logs].map(({ dropped }) => dropped) })}\n`,
);
// What goes on in the background is of no use any more.
process.exit();
