import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleProgram, installPackage } from './bundle-program.js';

const execute = promisify(execFile);

/** Stands for the installed package: what it writes tells which encoding it was given. */
const B3 = `
exports.B3InjectEncoding = { SINGLE_HEADER: 0, MULTI_HEADER: 1 };
exports.B3Propagator = class {
  constructor({ injectEncoding }) { this.encoding = injectEncoding; }
  inject(context, carrier, setter) { setter.set(carrier, this.encoding === 0 ? 'b3' : 'x-b3-traceid', 'yes'); }
  extract(context, carrier, getter) {
    const [traceId, spanId] = getter.get(carrier, 'b3').split('-');
    // The key of the API under which a context holds its span.
    const span = { spanContext: () => ({ traceId, spanId, traceFlags: 1, isRemote: true }) };
    return context.setValue(Symbol.for('OpenTelemetry Context Key SPAN'), span);
  }
  fields() { return ['b3']; }
};`;

interface Report {
  readonly warnings: readonly string[];
  readonly spans: readonly {
    readonly name: string;
    readonly attributes: Readonly<Record<string, unknown>>;
    readonly events: number;
    readonly links: number;
    readonly parent?: string;
  }[];
  readonly records: readonly { readonly attributes: Readonly<Record<string, unknown>>; readonly dropped: number }[];
  readonly carrier: Readonly<Record<string, string>>;
  readonly resource: Readonly<Record<string, unknown>>;
}

describe('a standard variable', () => {
  let folder: string;
  let program: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'otel-powertools-variables-'));
    program = await bundleProgram(folder, 'standard-api');
  });

  afterAll(() => rm(folder, { recursive: true }));

  const run = async (env: Readonly<Record<string, string>>): Promise<Report> => {
    const { stdout } = await execute(process.execPath, [program], { env });
    const lines = stdout.trim().split('\n');
    const report = JSON.parse(lines.pop() ?? '');
    const diagnostics = lines.map((line) => JSON.parse(line)).filter(({ level }) => level !== 'INFO');
    return { ...report, warnings: diagnostics.map(({ message }) => message) };
  };

  it('OTEL_SPAN_*_LIMIT limits what a span holds', async () => {
    const { spans } = await run({
      OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '2',
      OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '4',
      OTEL_SPAN_EVENT_COUNT_LIMIT: '3',
      OTEL_SPAN_LINK_COUNT_LIMIT: '1',
    });
    expect(spans[0]).toMatchObject({ attributes: { key0: 'long', key1: 'long' }, events: 3, links: 1 });
    expect(Object.keys(spans[0]?.attributes ?? {})).toHaveLength(2);
  });

  it('OTEL_LOGRECORD_*_LIMIT limits what a log record is given, and not what is known of its invocation', async () => {
    const { records } = await run({
      OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '2',
      OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: '4',
    });
    expect(records).toMatchObject([{ attributes: { key0: 'long', key1: 1, 'faas.coldstart': true }, dropped: 1 }]);
    expect(records[0]?.attributes).not.toHaveProperty('key2');
  });

  it('OTEL_ATTRIBUTE_*_LIMIT limits it where nothing more particular does', async () => {
    const { spans, records } = await run({ OTEL_ATTRIBUTE_COUNT_LIMIT: '1', OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '2' });
    expect(spans[0]?.attributes).toEqual({ key0: 'lo' });
    expect(records).toMatchObject([{ attributes: { key0: 'lo' }, dropped: 2 }]);
  });

  it.each([
    ['always_off', ''],
    ['traceidratio', '0'],
    ['parentbased_traceidratio', '1'],
  ])('OTEL_TRACES_SAMPLER=%s with the argument "%s" decides what is kept', async (sampler, argument) => {
    const { spans } = await run({ OTEL_TRACES_SAMPLER: sampler, OTEL_TRACES_SAMPLER_ARG: argument });
    expect(spans).toHaveLength(sampler.startsWith('parentbased') ? 2 : 0);
  });

  it('OTEL_RESOURCE_ATTRIBUTES and OTEL_SERVICE_NAME describe the resource', async () => {
    const { resource } = await run({
      OTEL_RESOURCE_ATTRIBUTES: 'team=a%20b,service.name=c',
      OTEL_SERVICE_NAME: 'orders',
    });
    expect(resource).toMatchObject({ team: 'a b', 'service.name': 'orders' });
  });

  it.each([
    // Spans go elsewhere: to X-Ray there is only Lambda's own header to hand on, and here is none.
    ['', { traceparent: expect.any(String) }, 'c'],
    ['xray', { 'x-amzn-trace-id': expect.any(String) }, undefined],
    ['tracecontext', { traceparent: expect.any(String) }, 'c'],
    ['none', {}, undefined],
  ])('OTEL_PROPAGATORS=%s decides which headers are written and read', async (names, carrier, traceId) => {
    const report = await run({ OTEL_PROPAGATORS: names });
    expect(report.carrier).toEqual(carrier);
    expect(report.spans[1]?.parent).toBe(traceId?.repeat(32));
    expect(report.warnings).toEqual([]);
  });

  it('OTEL_PROPAGATORS=b3 says which package is missing', async () => {
    const { warnings, carrier } = await run({ OTEL_PROPAGATORS: 'b3' });
    expect(carrier).toEqual({});
    expect(warnings).toEqual([expect.stringContaining('needs the package @opentelemetry/propagator-b3: install it')]);
  });

  it('OTEL_PROPAGATORS=b3 and b3multi take the installed package', async () => {
    installPackage(folder, '@opentelemetry/propagator-b3', B3);
    const single = await run({ OTEL_PROPAGATORS: 'b3' });
    expect(single.carrier).toEqual({ b3: 'yes' });
    expect(single.spans[1]?.parent).toBe('e'.repeat(32));
    expect((await run({ OTEL_PROPAGATORS: 'b3multi' })).carrier).toEqual({ 'x-b3-traceid': 'yes' });
  });

  it('that has no effect is named in one warning', async () => {
    const { warnings } = await run({
      OTEL_BSP_SCHEDULE_DELAY: '1000',
      OTEL_EXPERIMENTAL_CONFIG_FILE: 'otel.yaml',
      OTEL_METRIC_EXPORT_INTERVAL: '60000',
    });
    expect(warnings).toEqual([
      expect.stringMatching(
        /OTEL_BSP_SCHEDULE_DELAY, OTEL_EXPERIMENTAL_CONFIG_FILE, OTEL_METRIC_EXPORT_INTERVAL have no effect/,
      ),
    ]);
  });

  it.each([
    [{ OTEL_TRACES_SAMPLER_ARG: '1.5' }, 'OTEL_TRACES_SAMPLER_ARG is "1.5"; it has to be a number from 0 to 1.'],
    [{}, 'OTEL_TRACES_SAMPLER_ARG is not set; it has to be a number from 0 to 1.'],
  ])('OTEL_TRACES_SAMPLER=traceidratio with %j keeps every trace, and says what is missing', async (env, warning) => {
    const { spans, warnings } = await run({ OTEL_TRACES_SAMPLER: 'traceidratio', ...env });
    expect(spans).not.toEqual([]);
    expect(warnings).toEqual([expect.stringContaining(warning)]);
  });

  it.each([
    ['OTEL_PROPAGATORS', 'jaeger', 'the propagator "jaeger"'],
    ['OTEL_TRACES_SAMPLER', 'jaeger_remote', 'the sampler "jaeger_remote" (OTEL_TRACES_SAMPLER)'],
    ['OTEL_LOG_LEVEL', 'loud', 'the level "loud" (OTEL_LOG_LEVEL) is not known'],
    ['OTEL_SDK_DISABLED', 'yes', '"yes" of OTEL_SDK_DISABLED is neither true nor false'],
    ['OTEL_SPAN_LINK_COUNT_LIMIT', '-1', '"-1" of OTEL_SPAN_LINK_COUNT_LIMIT is not a number from 0 on'],
    ['OTEL_LOGS_EXPORTER', 'syslog', 'the exporter "syslog" (OTEL_LOGS_EXPORTER)'],
  ])('%s=%s is not known, which is warned of once', async (name, value, warning) => {
    const { warnings } = await run({ [name]: value });
    expect(warnings).toEqual([expect.stringContaining(warning)]);
  });
});
