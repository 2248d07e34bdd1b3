import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readSettings } from '../../src/telemetry/settings/settings.js';

const inLambda = { AWS_LAMBDA_FUNCTION_NAME: 'orders' };

describe('settings', () => {
  const warnings: string[] = [];

  beforeEach(() => {
    warnings.length = 0;
    const ignore = () => {};
    const logger: DiagLogger = {
      error: ignore,
      warn: (message) => void warnings.push(message),
      info: ignore,
      debug: ignore,
      verbose: ignore,
    };
    diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  });

  afterEach(() => diag.disable());

  it('sends spans to X-Ray, metrics to EMF and logs to JSON lines in Lambda', () => {
    expect(readSettings({}, inLambda)).toMatchObject({ traces: ['xray'], metrics: ['emf'], logs: ['json'] });
  });

  it('opens no socket by default outside Lambda', () => {
    expect(readSettings({}, {})).toMatchObject({ traces: [], metrics: ['emf'], logs: ['json'] });
  });

  it.each([
    ['code', { service: 'code' }, { POWERTOOLS_SERVICE_NAME: 'powertools', OTEL_SERVICE_NAME: 'otel' }],
    ['powertools', {}, { POWERTOOLS_SERVICE_NAME: 'powertools', OTEL_SERVICE_NAME: 'otel' }],
    ['otel', {}, { OTEL_SERVICE_NAME: 'otel', OTEL_RESOURCE_ATTRIBUTES: 'service.name=resource' }],
    ['resource', {}, { OTEL_RESOURCE_ATTRIBUTES: 'team=shop,service.name=resource' }],
    ['service_undefined', {}, { POWERTOOLS_SERVICE_NAME: '  ' }],
  ])('takes the service name %s', (service, options, env) => {
    expect(readSettings(options, env).service).toBe(service);
  });

  it('takes several exporters, by name and as objects', () => {
    const exporter = { export: () => {}, shutdown: async () => {} };
    expect(readSettings({ traces: ['console', exporter] }, inLambda).traces).toEqual(['console', exporter]);
    expect(readSettings({}, { ...inLambda, OTEL_TRACES_EXPORTER: 'xray, otlp' }).traces).toEqual(['xray', 'otlp']);
  });

  it.each(['traces', 'metrics', 'logs'] as const)('exports no %s when told none', (signal) => {
    expect(readSettings({}, { ...inLambda, [`OTEL_${signal.toUpperCase()}_EXPORTER`]: 'none' })[signal]).toEqual([]);
  });

  it.each([
    ['POWERTOOLS_TRACE_ENABLED', 'False'],
    ['AWS_SAM_LOCAL', 'true'],
    ['AWS_EXECUTION_ENV', 'AWS_Lambda_amplify-mock'],
  ])('sends no spans by default where %s is %s', (name, value) => {
    expect(readSettings({}, { ...inLambda, [name]: value }).traces).toEqual([]);
  });

  it('lets POWERTOOLS_TRACE_ENABLED win over OTEL_TRACES_EXPORTER, and code over both', () => {
    const env = { ...inLambda, POWERTOOLS_TRACE_ENABLED: 'false', OTEL_TRACES_EXPORTER: 'console' };
    expect(readSettings({}, env).traces).toEqual([]);
    expect(readSettings({ traces: 'xray' }, env).traces).toEqual(['xray']);
  });

  it('names a parent policy that it does not know and uses auto', () => {
    expect(Reflect.apply(readSettings, undefined, [{ parent: 'both' }, {}])).toMatchObject({ parent: 'auto' });
    expect(warnings).toEqual([expect.stringContaining('"both"')]);
  });

  it('names an exporter that it does not know, once, and uses the default', () => {
    expect(readSettings({}, { ...inLambda, OTEL_TRACES_EXPORTER: 'zipkin' }).traces).toEqual(['xray']);
    expect(warnings).toEqual([expect.stringMatching(/"zipkin" \(OTEL_TRACES_EXPORTER\).*xray, otlp, console, none/)]);
  });

  it('reads resource attributes with percent escapes, and names a pair that is none', () => {
    const { resourceAttributes } = readSettings({}, { OTEL_RESOURCE_ATTRIBUTES: 'a=1%2C2,broken,b=%zz' });
    expect(resourceAttributes).toEqual({ a: '1,2', b: '%zz' });
    expect(warnings).toEqual([expect.stringContaining('"broken"')]);
  });
});

describe('whether X-Ray is named', () => {
  it.each([
    [true, {}, { OTEL_TRACES_EXPORTER: 'otlp,xray' }],
    [true, { traces: 'xray' }, {}],
    [true, {}, { OTEL_PROPAGATORS: 'xray-lambda,baggage' }],
    [false, {}, { OTEL_PROPAGATORS: 'xray,tracecontext' }],
    [false, {}, inLambda],
  ] as const)('is %s for %o and %o: a provider of the user may send there', (named, options, env) => {
    expect(readSettings(options, env).xrayNamed).toBe(named);
  });

  const toXRay = 'https://xray.eu-west-1.amazonaws.com/v1/traces';
  it.each([
    [true, { parent: 'xray' }, {}],
    [true, {}, { OTEL_PROPAGATORS: 'xray-lambda' }],
    [true, {}, { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: toXRay }],
    [true, { traces: ['otlp'] }, { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: toXRay }],
    [false, { traces: 'console' }, { OTEL_TRACES_EXPORTER: 'otlp', OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: toXRay }],
    [false, { traces: 'otlp' }, { OTEL_EXPORTER_OTLP_ENDPOINT: 'https://collector.example.com/xray.' }],
    [false, {}, inLambda],
  ] as const)('is reached: %s, for %o and %o', (reached, options, env) => {
    expect(readSettings(options, env).xrayReached).toBe(reached);
  });
});
