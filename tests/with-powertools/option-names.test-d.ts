import { configure, withPowertools } from 'otel-powertools';
import { Logger } from 'otel-powertools/logger';
import { Metrics } from 'otel-powertools/metrics';
import { Tracer } from 'otel-powertools/tracer';
import { describe, it } from 'vitest';

describe('an option that there is not does not compile', () => {
  it('in withPowertools and configure', () => {
    // @ts-expect-error: it is called service.
    withPowertools(async () => 1, { servce: 'orders' });
    // @ts-expect-error: a function is no utility.
    withPowertools(async () => 1, { use: [() => {}] });
    // @ts-expect-error: it is called keys.
    configure({ redact: { key: ['password'] } });
  });

  it('in the three façades', () => {
    // @ts-expect-error: it is called logLevel.
    new Logger({ loglevel: 'DEBUG' });
    // @ts-expect-error: it is called maxBytes.
    new Logger({ logBufferOptions: { maxByte: 1 } });
    // @ts-expect-error: it is called namespace.
    new Metrics({ nameSpace: 'Shop' });
    // @ts-expect-error: it is called serviceName.
    new Tracer({ service: 'orders' });
  });
});
