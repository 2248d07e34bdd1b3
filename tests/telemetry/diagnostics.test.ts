import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';

/** Runs a module on the built package, where no diag logger is set, and returns what it wrote. */
const linesOf = async (code: string, env: Record<string, string> = {}): Promise<Record<string, unknown>[]> => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], {
    cwd: root,
    env: { ...process.env, ...env },
  });
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
};

const warnTwice = `
  import { withPowertools } from 'otel-powertools';
  const handler = withPowertools(async () => 'done');
  await handler({}, { awsRequestId: 'request-1', functionName: 'orders' });
`;

describe('what this package has to say about itself', () => {
  it('is a log line, once, although nobody has set a diag logger', async () => {
    const lines = await linesOf(warnTwice, { OTEL_TRACES_EXPORTER: 'zipkin', POWERTOOLS_SERVICE_NAME: 'shop' });
    expect(lines).toEqual([
      {
        level: 'WARN',
        message: expect.stringContaining('"zipkin"'),
        timestamp: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T/),
        service: 'shop',
      },
    ]);
  });

  it('names the invocation that it is about', async () => {
    const lines = await linesOf(warnTwice, {
      AWS_LAMBDA_FUNCTION_NAME: 'orders',
      _X_AMZN_TRACE_ID: 'Root=1-6b2e5f00-000000000000000000000001',
    });
    expect(lines).toEqual([
      expect.objectContaining({ level: 'WARN', message: expect.stringContaining('active tracing') }),
    ]);
  });

  it('is not written below OTEL_LOG_LEVEL', async () => {
    expect(await linesOf(warnTwice, { OTEL_TRACES_EXPORTER: 'zipkin', OTEL_LOG_LEVEL: 'error' })).toEqual([]);
  });

  it('goes to the diag logger that the user has set', async () => {
    const lines = await linesOf(
      `
      import { diag } from '@opentelemetry/api';
      const ignore = () => {};
      const warn = (message) => console.log(JSON.stringify({ own: message }));
      diag.setLogger({ error: warn, warn, info: ignore, debug: ignore, verbose: ignore });
      const { configure } = await import('otel-powertools');
      configure();
      `,
      { OTEL_TRACES_EXPORTER: 'zipkin' },
    );
    expect(lines).toEqual([{ own: expect.stringContaining('"zipkin"') }]);
  });
});
