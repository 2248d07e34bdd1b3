import { trace } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';
import { lambdaContext } from './context.js';

const handler = withPowertools(async () => {
  for (let number = 0; number < 500; number += 1) {
    // Long enough that they are many datagrams.
    trace
      .getTracer('test')
      .startSpan(`ended ${number}`, { attributes: { text: 'x'.repeat(2000) } })
      .end();
  }
  process.exit(0);
});
await handler({}, lambdaContext);
