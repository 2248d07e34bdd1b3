import { spawn } from 'node:child_process';
import { PassThrough, Writable } from 'node:stream';
import { context, TraceFlags, trace } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { JsonLogRecordExporter, type JsonLogRecordExporterOptions } from 'otel-powertools/exporters/json';
import { describe, expect, it } from 'vitest';
import { bundled } from '../../logger/bundled.js';

const resource = resourceFromAttributes({
  'service.name': 'orders',
  'faas.name': 'orders-fn',
  'faas.max_memory': 268_435_456,
});

const setUp = (options: JsonLogRecordExporterOptions = {}) => {
  const stream = new PassThrough();
  const exporter = new JsonLogRecordExporter({ stream, ...options });
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  const lines = (): string[] =>
    String(stream.read() ?? '')
      .split('\n')
      .slice(0, -1);
  return { exporter, logger: provider.getLogger('test'), provider, lines };
};

describe('the JSON exporter', () => {
  it('writes a record of the logs API as a line with the keys of the Logger, in their order', () => {
    const { logger, lines } = setUp();
    const at = Date.UTC(2026, 6, 13, 12);
    const traceId = `${Math.floor(at / 1000).toString(16)}abcdef012345678912345678`;
    const spanContext = { traceId, spanId: '53995c3f42cd8ad8', traceFlags: TraceFlags.SAMPLED };
    logger.emit({
      timestamp: at,
      severityNumber: SeverityNumber.WARN2,
      body: 'low stock',
      context: trace.setSpanContext(context.active(), spanContext),
      attributes: {
        order_id: 7,
        'code.function.name': 'reserve',
        'code.file.path': '/var/task/index.mjs',
        'code.line.number': 12,
        'faas.coldstart': true,
        'faas.invocation_id': 'request-1',
        'aws.lambda.invoked_arn': 'arn:aws:lambda:eu-west-1:123456789012:function:orders-fn',
        nested: { list: [1, 'two'] },
      },
    });
    expect(lines()).toEqual([
      `{"level":"WARN","location":"reserve:12","message":"low stock","timestamp":"2026-07-13T12:00:00.000Z","service":"orders","cold_start":true,"function_name":"orders-fn","function_memory_size":"256","function_arn":"arn:aws:lambda:eu-west-1:123456789012:function:orders-fn","function_request_id":"request-1","xray_trace_id":"1-${traceId.slice(0, 8)}-${traceId.slice(8)}","trace_id":"${traceId}","span_id":"53995c3f42cd8ad8","order_id":7,"nested":{"list":[1,"two"]}}`,
    ]);
  });

  it.each([
    [{ severityNumber: SeverityNumber.TRACE4 }, 'TRACE'],
    [{ severityNumber: SeverityNumber.DEBUG }, 'DEBUG'],
    [{ severityNumber: SeverityNumber.INFO }, 'INFO'],
    [{ severityNumber: SeverityNumber.ERROR3 }, 'ERROR'],
    [{ severityNumber: SeverityNumber.FATAL4 }, 'CRITICAL'],
    [{ severityText: 'notice' }, 'NOTICE'],
    [{ severityNumber: SeverityNumber.INFO, severityText: 'notice' }, 'INFO'],
    [{}, 'INFO'],
  ])('reads the level of %j as %s', (severity, level) => {
    const { logger, lines } = setUp();
    logger.emit({ body: 'x', ...severity });
    expect(JSON.parse(lines()[0] ?? '')).toMatchObject({ level });
  });

  it('shows an exception as the error of the line', () => {
    const { logger, lines } = setUp();
    const error = new TypeError('not a number');
    logger.emit({ body: 'failed', exception: error });
    const shown = JSON.parse(lines()[0] ?? '');
    expect(shown.error).toMatchObject({ name: 'TypeError', message: 'not a number', stack: error.stack });
    expect(shown.error.location).toMatch(/exporter\.test\.ts:\d+$/);
    expect(shown).not.toHaveProperty(['exception.type']);
  });

  it('lets no attribute forge what the record says of itself, and loses none', () => {
    const { logger, lines } = setUp();
    logger.emit({
      severityNumber: SeverityNumber.INFO,
      body: 'honest',
      attributes: { level: 'ERROR', message: 'forged', timestamp: 'never', service: 'other' },
    });
    expect(JSON.parse(lines()[0] ?? '')).toMatchObject({
      level: 'INFO',
      message: 'honest',
      service: 'orders',
      level_: 'ERROR',
      message_: 'forged',
      timestamp_: 'never',
      service_: 'other',
    });
  });

  it('keeps what the record says of its invocation, its trace and its place from attributes of the same name', () => {
    const { logger, lines } = setUp();
    const own = {
      'code.function.name': 'reserve',
      'faas.coldstart': true,
      'faas.invocation_id': 'request-1',
      'aws.lambda.invoked_arn': 'arn:own',
      'aws.xray.trace_id': '1-6a54a8c2-abcdef012345678912345678',
    };
    const forged = {
      location: 'elsewhere',
      cold_start: 'forged',
      function_name: 'forged',
      function_memory_size: 'forged',
      function_arn: 'forged',
      function_request_id: 'forged',
      xray_trace_id: 'forged',
    };
    const said = {
      location: 'reserve',
      cold_start: true,
      function_name: 'orders-fn',
      function_memory_size: '256',
      function_arn: 'arn:own',
      function_request_id: 'request-1',
      xray_trace_id: own['aws.xray.trace_id'],
    };
    logger.emit({ body: 'honest', attributes: { ...own, ...forged } });
    const renamed = Object.fromEntries(Object.entries(forged).map(([key, value]) => [`${key}_`, value]));
    expect(JSON.parse(lines()[0] ?? '')).toMatchObject({ ...said, ...renamed });
  });

  it('loses no attribute for another that already has the name it would get', () => {
    const { logger, lines } = setUp();
    logger.emit({ body: 'honest', attributes: { message_: 'first', message: 'second', message__: 'third' } });
    expect(JSON.parse(lines()[0] ?? '')).toMatchObject({
      message: 'honest',
      message_: 'first',
      message__: 'second',
      message___: 'third',
    });
  });

  it.each(['a code', { code: 7 }])('shows an exception beside an attribute named error: %j', (error) => {
    const { logger, lines } = setUp();
    logger.emit({ body: 'failed', exception: new TypeError('not a number'), attributes: { error } });
    expect(JSON.parse(lines()[0] ?? '')).toMatchObject({
      error,
      exception: { name: 'TypeError', message: 'not a number', stack: expect.stringContaining('exporter.test.ts') },
    });
  });

  it('writes a structured body, an event name and a dropped count where there are any', () => {
    const stream = new PassThrough();
    const provider = new LoggerProvider({
      resource,
      processors: [new SimpleLogRecordProcessor({ exporter: new JsonLogRecordExporter({ stream }) })],
      logRecordLimits: { attributeCountLimit: 1 },
    });
    provider.getLogger('test').emit({ body: { a: [1] }, eventName: 'order.placed', attributes: { b: 1, c: 2 } });
    expect(JSON.parse(String(stream.read()))).toMatchObject({
      message: { a: [1] },
      event_name: 'order.placed',
      b: 1,
      dropped_attributes_count: 1,
    });
  });

  it('writes timestamps for a zone, indents and redacts where it is told to', () => {
    const { logger, lines } = setUp({
      timeZone: 'America/New_York',
      indent: 2,
      redact: (path, value) => (path.at(-1) === 'password' ? '***' : value),
    });
    logger.emit({ timestamp: Date.UTC(2026, 0), body: 'x', attributes: { user: { password: 'secret' } } });
    const shown = lines();
    expect(shown[0]).toBe('{');
    expect(JSON.parse(shown.join('\n'))).toMatchObject({
      timestamp: '2025-12-31T19:00:00.000-05:00',
      user: { password: '***' },
    });
  });

  it('reports success when the line is out, failure when it is lost and when it was shut down', async () => {
    const { exporter } = setUp();
    const record = { hrTime: [0, 0] as [number, number], body: 'x', resource, attributes: {} };
    const exported = (to: JsonLogRecordExporter): Promise<number> =>
      new Promise((resolve) => to.export([record], ({ code }) => resolve(code)));
    const broken = new JsonLogRecordExporter({
      stream: new Writable({ write: (_chunk, _encoding, done) => done(new Error('disk full')) }),
    });
    const slow = new JsonLogRecordExporter({
      stream: new Writable({ write: (_chunk, _encoding, done) => void setImmediate(done) }),
    });
    expect(await exported(exporter)).toBe(0);
    expect(await exported(slow)).toBe(0);
    expect(await exported(broken)).toBe(1);
    await exporter.shutdown();
    expect(await exported(exporter)).toBe(1);
  });
});

const stdoutScript = `
import { JsonLogRecordExporter } from 'otel-powertools/exporters/json';
const exporter = new JsonLogRecordExporter();
const resource = { attributes: { 'service.name': 'orders' } };
for (let i = 0; i < 500; i += 1) {
  exporter.export([{ hrTime: [i, 0], body: 'line', resource, attributes: { i, pad: 'x'.repeat(10_000) } }], () => {});
}
await exporter.shutdown();
`;

describe('the JSON exporter on stdout', () => {
  it('writes whole lines in order to a pipe that is read slowly', async () => {
    const script = await bundled(stdoutScript);
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for await (const chunk of child.stdout) {
      text += chunk;
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const lines = text
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line).i);
    expect(lines).toEqual(Array.from({ length: 500 }, (_, index) => index));
  });

  it('does not crash when its reader has gone', async () => {
    const script = await bundled(stdoutScript);
    const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.destroy();
    let errors = '';
    child.stderr.on('data', (chunk) => {
      errors += chunk;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
  });
});
