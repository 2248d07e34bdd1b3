import { context, diag, metrics, propagation, trace } from '@opentelemetry/api';
import { logs } from '@opentelemetry/api-logs';
import { Logger } from 'otel-powertools/logger';
import { Metrics } from 'otel-powertools/metrics';
import { captureTelemetry, lambdaContext } from 'otel-powertools/testing';
import { Tracer } from 'otel-powertools/tracer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { reset } from '../../src/shared/process-state.js';
import { resource } from '../../src/telemetry/settings/resource.js';

beforeEach(() => {
  for (const api of [trace, metrics, logs, context, propagation, diag]) api.disable();
  reset();
  vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs24.x');
});
afterEach(() => vi.unstubAllEnvs());

/** What a handler that a Tracer captures says of its service: in the annotation, and in the resource of its span. */
const servicesOf = async (tracer: Tracer) => {
  using telemetry = captureTelemetry();
  const descriptor = { value: async (_event: object, _context: object): Promise<void> => {} };
  tracer.captureLambdaHandler()({}, 'handler', descriptor);
  await descriptor.value({}, lambdaContext());
  return [telemetry.spans[0]?.attributes.Service, resource().attributes['service.name']];
};

describe('the service of a captured handler', () => {
  it.each([
    [{ OTEL_SERVICE_NAME: 'orders' }, 'orders'],
    [{ POWERTOOLS_SERVICE_NAME: 'shop', OTEL_SERVICE_NAME: 'orders' }, 'shop'],
    [{}, 'service_undefined'],
  ])('is that of %o', async (env, service) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    expect(await servicesOf(new Tracer())).toEqual([service, service]);
  });

  it('is that of the Tracer, where nothing else names it', async () => {
    expect(await servicesOf(new Tracer({ serviceName: 'orders' }))).toEqual(['orders', 'orders']);
  });

  it('is that of a Logger, where nothing else names it', async () => {
    new Logger({ serviceName: 'orders' });
    new Logger({ serviceName: 'later' });
    expect((await servicesOf(new Tracer()))[1]).toBe('orders');
  });

  it('stays that of the environment beside a Tracer of another name', async () => {
    vi.stubEnv('OTEL_SERVICE_NAME', 'shop');
    expect(await servicesOf(new Tracer({ serviceName: 'orders' }))).toEqual(['orders', 'shop']);
  });

  it('is none for metrics: their dimension says what it says in Powertools', () => {
    new Logger({ serviceName: 'orders' });
    using telemetry = captureTelemetry();
    const orders = new Metrics({ namespace: 'shop' });
    orders.addMetric('Orders', 'Count', 1);
    orders.publishStoredMetrics();
    expect(telemetry.metrics).toMatchObject([{ attributes: { service: 'service_undefined' } }]);
  });
});
