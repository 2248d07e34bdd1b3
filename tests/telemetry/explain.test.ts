import { trace } from '@opentelemetry/api';
import { configure, explain, withPowertools } from 'otel-powertools';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { exportItems } from '../../src/telemetry/export/export.js';
import { lambdaContext, traceHeader } from '../support/lambda.js';

describe('explain', () => {
  beforeAll(() => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders');
    vi.stubEnv('AWS_XRAY_DAEMON_ADDRESS', '127.0.0.1:1');
    vi.stubEnv('POWERTOOLS_SERVICE_NAME', 'shop');
    vi.stubEnv('OTEL_LOGS_EXPORTER', 'json');
    vi.stubEnv('OTEL_PROPAGATORS', 'tracecontext');
    configure({ namespace: 'sales' });
  });

  it('says which setting comes from where', () => {
    const { settings, text, apiVersion } = explain();
    expect(settings).toEqual(
      expect.arrayContaining([
        { name: 'service', value: 'shop', source: 'POWERTOOLS_SERVICE_NAME' },
        { name: 'namespace', value: 'sales', source: 'option' },
        { name: 'traces', value: ['xray'], source: 'default' },
        { name: 'logs', value: ['json'], source: 'OTEL_LOGS_EXPORTER' },
        { name: 'propagators', value: ['tracecontext'], source: 'OTEL_PROPAGATORS' },
        { name: 'flushTimeoutMillis', value: 500, source: 'default' },
      ]),
    );
    expect(apiVersion).toMatch(/^1\.\d+\.\d+$/);
    expect(text.split('\n')).toEqual(
      expect.arrayContaining([
        'service is "shop" (POWERTOOLS_SERVICE_NAME)',
        'traces go to xray; lost: none',
        'last invocation: none so far',
      ]),
    );
  });

  it('says which parent the last invocation has, and whether it is sampled', async () => {
    const handler = withPowertools(async () => 'done');
    await handler({}, lambdaContext({ xRayTraceId: traceHeader('0').header }));
    const { invocation, text } = explain();
    expect(invocation).toMatchObject({ rule: 'lambda-not-sampled', sampled: false });
    expect(text).toContain("Lambda's trace header says Sampled=0");
    expect(text).toContain('It is not sampled (lambda-not-sampled).');

    await handler({}, lambdaContext({ xRayTraceId: traceHeader('1').header }));
    expect(explain().invocation).toMatchObject({ rule: 'lambda', sampled: true });
  });

  it('counts the spans that were lost', async () => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    trace.getTracer('test').startSpan('outside of any invocation').end();
    await withPowertools(async () => 'done')({}, lambdaContext({ xRayTraceId: traceHeader('1').header }));
    vi.restoreAllMocks();
    const { traces, text } = explain();
    expect(traces).toEqual({ provider: 'own', exporters: ['xray'], dropped: { parentless: 1 } });
    expect(text).toContain('traces go to xray; lost: 1 parentless');
  });

  it('counts the exports that failed', async () => {
    vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await exportItems({ export: (_items, done) => done({ code: 1 }) }, [], 'spans');
    vi.restoreAllMocks();
    const { failedExports, text } = explain();
    expect(failedExports).toMatchObject({ spans: 1, metrics: 0 });
    expect(text).toContain('exports that failed: 1 spans');
  });
});
