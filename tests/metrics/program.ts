import { metrics as api } from '@opentelemetry/api';
import { withPowertools } from 'otel-powertools';
import { Metrics, MetricUnit } from 'otel-powertools/metrics';
import { lambdaContext } from '../support/lambda.js';

const metrics = new Metrics({ namespace: 'shop', serviceName: 'cart' });

const handler = withPowertools(async (value: number) => {
  calls.add(1, { parity: value % 2 === 0 ? 'even' : 'odd' });
  sizes.record(value);
  metrics.addMetric('amount', MetricUnit.NoUnit, value).addMetric('amount', MetricUnit.NoUnit, value / 8);
  metrics.addMetric('orders', MetricUnit.Count, 1, { dimensions: { plan: value > 3 ? 'pro' : 'free' } });
});

// After `withPowertools`, which registers the provider: a meter that was there before never does anything.
const meter = api.getMeter('shop');
const calls = meter.createCounter('calls', { unit: '{call}' });
const sizes = meter.createHistogram('sizes', { unit: 'By' });

for (const value of [1, 2, 3, 4, 5]) await handler(value, lambdaContext());
