// A function that traces without `withPowertools`, and whose process ends in the middle of an invocation: the first
// argument says how the handler is captured, the second how the process ends.
import { setTimeout as delay } from 'node:timers/promises';
import middy from '@middy/core';
import { trace } from '@opentelemetry/api';
import { Tracer } from 'otel-powertools/tracer';
import { captureLambdaHandler } from 'otel-powertools/tracer/middleware';
import { peek } from '../../../src/shared/process-state.js';
import { lambdaContext } from './context.js';
import { print } from './printing-exporter.js';

const [, , capture, way = ''] = process.argv;
const tracer = new Tracer({ captureHTTPsRequests: false });

const ways: Readonly<Record<string, () => void>> = {
  exit: () => process.exit(7),
  uncaughtException: () => {
    setTimeout(() => {
      throw new Error('nobody catches this');
    });
  },
  SIGTERM: () => process.kill(process.pid, 'SIGTERM'),
};

const handler = async (_event: object, _context: unknown): Promise<void> => {
  trace.getTracer('test').startSpan('finished').end();
  await trace.getTracer('test').startActiveSpan('interrupted', async () => {
    process.on('exit', () => {
      print({ setUp: (['traces', 'metrics', 'logs'] as const).filter((signal) => peek(signal) !== undefined) });
    });
    ways[way]?.();
    await delay(5000);
  });
};

if (capture === 'middy') {
  await middy(handler).use(captureLambdaHandler(tracer))({}, lambdaContext as never);
} else {
  const descriptor = { value: handler };
  tracer.captureLambdaHandler()({}, 'handler', descriptor);
  await descriptor.value({}, lambdaContext);
}
