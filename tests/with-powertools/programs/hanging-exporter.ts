import { withPowertools } from 'otel-powertools';
import { lambdaContext } from './context.js';
import { print } from './printing-exporter.js';

const hanging = { export: () => {}, shutdown: async () => {} };
const handler = withPowertools(async () => 'answer', {
  traces: hanging,
  metrics: 'none',
  logs: 'none',
  flushTimeoutMillis: 50,
});
print({ answer: await handler({}, lambdaContext) });
