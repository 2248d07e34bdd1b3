import { describe, expect, it } from 'vitest';
import { linesOf, run, TRACE_HEADER } from './run.js';

/** An exporter that writes what it is given to stdout, marked as exported. */
const EXPORTER = `
const exporter = {
  export(records, done) {
    for (const { attributes, body, severityNumber, severityText, spanContext, resource } of records) {
      process.stdout.write(JSON.stringify({ exported: true, body, severityNumber, severityText, attributes,
        traced: spanContext !== undefined, service: resource.attributes['service.name'] }) + '\\n');
    }
    done({ code: 0 });
  },
  shutdown: async () => {},
};
`;

describe('a record of the Logger', () => {
  it('goes to another exporter with the names of the semantic conventions', async () => {
    const lines = await linesOf(
      `${EXPORTER}
      const logger = new Logger();
      class PaymentError extends Error { name = 'PaymentError'; }
      await withPowertools(async function handler() {
        logger.appendKeys({ order_id: 7 });
        logger.error('failed', new PaymentError('declined', { cause: 'card' }), );
        logger.info({ message: 'odd', map: new Map([['a', 1n]]), when: new Date(0) });
      }, { logs: exporter, service: 'orders' })({}, lambdaContext());
      `,
      { _X_AMZN_TRACE_ID: TRACE_HEADER },
    );
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatchObject({
      body: 'failed',
      severityNumber: 17,
      severityText: 'ERROR',
      service: 'orders',
      attributes: {
        order_id: 7,
        'exception.type': 'PaymentError',
        'exception.message': 'declined',
        'exception.stacktrace': expect.stringContaining('PaymentError: declined'),
        error: { name: 'PaymentError', cause: 'card' },
        'code.function.name': 'handler',
        'code.line.number': expect.any(Number),
        'code.file.path': expect.stringContaining('.mjs'),
        'faas.coldstart': true,
        'faas.invocation_id': 'request-1',
        'aws.lambda.invoked_arn': 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
      },
    });
    expect(lines[1]).toMatchObject({
      body: 'odd',
      attributes: { map: { a: '1' }, when: '1970-01-01T00:00:00.000Z' },
    });
  });

  it('goes to both where both are wanted, in the order it was logged', async () => {
    const lines = await linesOf(`${EXPORTER}
      const logger = new Logger();
      await withPowertools(async () => {
        logger.info('one');
        logs.getLogger('x').emit({ body: 'two' });
        logger.info('three');
      }, { logs: ['json', exporter] })({}, lambdaContext());
    `);
    expect(lines.map(({ exported, message, body }) => (exported ? `record ${body}` : `line ${message}`))).toEqual([
      'line one',
      'record one',
      'line two',
      'record two',
      'line three',
      'record three',
    ]);
  });

  it('comes out as the same line through a JSON exporter in a provider of the user', async () => {
    const lines = await linesOf(
      `
      import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
      import { JsonLogRecordExporter } from 'otel-powertools/exporters/json';
      logs.setGlobalLoggerProvider(new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter: new JsonLogRecordExporter() })] }));
      const logger = new Logger({ serviceName: 'orders' });
      await withPowertools(async function handler() {
        logger.appendKeys({ order_id: 7 });
        logger.error('failed', new TypeError('x', { cause: new Error('y') }));
      })({}, lambdaContext());
      `,
      { _X_AMZN_TRACE_ID: TRACE_HEADER, AWS_LAMBDA_FUNCTION_NAME: 'orders' },
    );
    expect(lines).toHaveLength(2);
    const [own = {}, theirs = {}] = lines;
    // Their resource knows neither the function's name nor its memory.
    const { function_name: _name, function_memory_size: _memory, ...rest } = own;
    expect(theirs).toEqual(rest);
  });

  it('is written where nothing else is wanted of OpenTelemetry', async () => {
    const lines = await linesOf(`new Logger().info('written');`, { OTEL_SDK_DISABLED: 'true' });
    expect(lines).toMatchObject([{ message: 'written' }]);
  });

  it('goes nowhere where no exporter is wanted', async () => {
    const { stdout, code } = await run(`new Logger().info('nowhere');`, { OTEL_LOGS_EXPORTER: 'none' });
    expect({ stdout, code }).toEqual({ stdout: '', code: 0 });
  });

  it('waits for settings that are made after the Logger', async () => {
    const lines = await linesOf(`
      const logger = new Logger({ persistentKeys: { level: 1 }, sampleRateValue: 0 });
      configure({ service: 'late' });
      logger.info('x');
    `);
    expect(lines).toMatchObject([
      { level: 'WARN', service: 'late' },
      { message: 'x', service: 'late' },
    ]);
  });
});
