// A span that ends after its invocation was answered; there is no other invocation, Lambda ends the environment.
import { trace } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';
import { lambdaContext } from './context.js';

let end = (): void => {};
const handler = withPowertools(async () => {
  const span = trace.getTracer('test').startSpan('late');
  end = () => span.end();
});
await handler({}, lambdaContext);
end();
process.kill(process.pid, 'SIGTERM');
setInterval(() => {}, 1000);
