// A function that handles SIGTERM itself, and exits some time after it.
import { setTimeout as delay } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';
import { lambdaContext } from './context.js';
import { printingExporter } from './printing-exporter.js';

process.on('SIGTERM', async () => {
  await delay(50);
  trace.getTracer('test').startSpan('last words').end();
  process.exit(0);
});

const handler = withPowertools(
  async () => {
    trace.getTracer('test').startSpan('finished').end();
    process.kill(process.pid, 'SIGTERM');
    await delay(5000);
  },
  { traces: printingExporter, metrics: 'none', logs: 'none' },
);
await handler({}, lambdaContext);
