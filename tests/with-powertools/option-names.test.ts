import { configure, withPowertools } from 'otel-powertools';
import { EmfMetricExporter } from 'otel-powertools/exporters/emf';
import { JsonLogRecordExporter } from 'otel-powertools/exporters/json';
import { OtlpSpanExporter } from 'otel-powertools/exporters/otlp';
import { XRaySpanExporter } from 'otel-powertools/exporters/xray';
import { Logger } from 'otel-powertools/logger';
import { Metrics } from 'otel-powertools/metrics';
import { Tracer } from 'otel-powertools/tracer';
import { describe, expect, it } from 'vitest';

const handler = async () => 'done';
/** What JavaScript lets through, and TypeScript does not. */
const untyped = (options: object) => options as never;

describe('an option that there is not is an error at creation, which names the right one', () => {
  it.each<[string, () => unknown, string]>([
    [
      'withPowertools',
      () => withPowertools(handler, untyped({ servce: 'orders' })),
      'withPowertools has no option "servce". Did you mean "service"?',
    ],
    [
      'configure',
      () => configure(untyped({ flushTimeoutMilis: 1 })),
      'configure has no option "flushTimeoutMilis". Did you mean "flushTimeoutMillis"?',
    ],
    [
      'redact',
      () => configure(untyped({ redact: { key: ['a'] } })),
      'The option redact of configure has no option "key". Did you mean "keys"?',
    ],
    [
      'Logger',
      () => new Logger(untyped({ loglevel: 'DEBUG' })),
      'Logger has no option "loglevel". Did you mean "logLevel"?',
    ],
    [
      'logBufferOptions',
      () => new Logger(untyped({ logBufferOptions: { maxByte: 1 } })),
      'The option logBufferOptions of Logger has no option "maxByte". Did you mean "maxBytes"?',
    ],
    [
      'Tracer',
      () => new Tracer(untyped({ service: 'a' })),
      'Tracer has no option "service". There are enabled, serviceName',
    ],
    [
      'Metrics',
      () => new Metrics(untyped({ nameSpaces: 'a' })),
      'Metrics has no option "nameSpaces". Did you mean "namespace"?',
    ],
    ['XRaySpanExporter', () => new XRaySpanExporter(untyped({ daemonAdress: 'a' })), 'Did you mean "daemonAddress"?'],
    ['EmfMetricExporter', () => new EmfMetricExporter(untyped({ dimension: [] })), 'Did you mean "dimensions"?'],
    [
      'JsonLogRecordExporter',
      () => new JsonLogRecordExporter(untyped({ timezone: 'UTC' })),
      'Did you mean "timeZone"?',
    ],
    ['OtlpSpanExporter', () => new OtlpSpanExporter(untyped({ header: {} })), 'Did you mean "headers"?'],
    ['__proto__', () => new Logger(untyped(JSON.parse('{"__proto__":1}'))), 'Logger has no option "__proto__"'],
    [
      'no object',
      () => new Logger(untyped('orders' as never)),
      'The options of Logger are an object; it was given string.',
    ],
  ])('%s', (_owner, create, message) => {
    expect(create).toThrow(TypeError);
    expect(create).toThrow(message);
  });

  it.each<[string, unknown, string]>([
    ['a function', [() => {}], 'use[0] of withPowertools is a function; a utility is an object with a method wrap'],
    ['null', [{ name: 'ok', wrap: async () => {} }, null], 'use[1] of withPowertools is null'],
    ['a middleware of Middy', [{ before: () => {} }], 'use[0] of withPowertools is a value of type object'],
    ['no list', {}, 'The option use of withPowertools is a list'],
  ])('and so is %s in use', (_what, use, message) => {
    expect(() => withPowertools(async () => 'done', untyped({ use }))).toThrow(message);
  });

  it('but a class of the user’s may hand on options of its own', () => {
    class Audited extends Logger {}
    expect(() => new Audited(untyped({ audience: 'all' }))).not.toThrow();
    expect(() => new Logger({ serviceName: undefined })).not.toThrow();
  });
});
