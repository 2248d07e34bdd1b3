// A function with a listener of its own for uncaught exceptions, after which its process lives on; the first argument says
// whether the handler then answers, or exits.
import { setTimeout as delay } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';
import { lambdaContext } from './context.js';
import { print, printingExporter } from './printing-exporter.js';

process.on('uncaughtException', ({ message }) => print({ survived: message }));

const handler = withPowertools(
  async () => {
    setTimeout(() => {
      throw new Error('not that bad');
    });
    await delay(20);
    trace.getTracer('test').startSpan('afterwards').end();
    if (process.argv[2] === 'exits') process.exit(0);
    return 'answer';
  },
  { traces: printingExporter, metrics: 'none', logs: 'none' },
);
print({ answer: await handler({}, lambdaContext) });
