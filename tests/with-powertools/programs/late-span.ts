// A span that ends after its invocation was answered; there is no other invocation, Lambda ends the environment. The first
// argument says who opens the span of the invocation.
import { trace } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';
import { Tracer } from 'otel-powertools/tracer';
import { lambdaContext } from './context.js';

let end = (): void => {};
const work = async (_event: object, _context: unknown): Promise<void> => {
  const span = trace.getTracer('test').startSpan('late');
  end = () => span.end();
};

if (process.argv[2] === 'the Tracer') {
  const descriptor = { value: work };
  new Tracer({ captureHTTPsRequests: false }).captureLambdaHandler()({}, 'handler', descriptor);
  await descriptor.value({}, lambdaContext);
} else {
  await withPowertools(work)({}, lambdaContext);
}
end();
process.kill(process.pid, 'SIGTERM');
setInterval(() => {}, 1000);
