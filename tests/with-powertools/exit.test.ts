import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Daemon, startDaemon } from '../support/daemon.js';
import { traceHeader } from '../support/lambda.js';

const script = fileURLToPath(new URL('./exiting-function.mjs', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly lines: readonly Record<string, unknown>[];
}

const run = (way: string, env: Record<string, string>): Promise<Ended> =>
  new Promise((resolve) => {
    const child = execFile(process.execPath, [script, way], { env: { ...process.env, ...env } }, (_error, stdout) =>
      resolve({
        code: child.exitCode,
        signal: child.signalCode,
        lines: stdout
          .split('\n')
          .filter((line) => line.startsWith('{'))
          .map((line) => JSON.parse(line)),
      }),
    );
  });

describe('a process that ends in the middle of an invocation', () => {
  let daemon: Daemon;

  beforeAll(async () => {
    daemon = await startDaemon();
  });

  afterAll(() => daemon.close());

  beforeEach(() => daemon.clear());

  it.each([
    ['exit', { code: 7, signal: null }],
    ['uncaughtException', { code: 1, signal: null }],
    ['unhandledRejection', { code: 1, signal: null }],
    ['SIGTERM', { code: null, signal: 'SIGTERM' }],
  ] as const)('by %s has sent its spans, metrics and logs, and ends as it would have', async (way, end) => {
    const { header, traceId } = traceHeader();
    const ended = await run(way, {
      AWS_LAMBDA_FUNCTION_NAME: 'orders',
      AWS_XRAY_DAEMON_ADDRESS: daemon.address,
      _X_AMZN_TRACE_ID: header,
      POWERTOOLS_METRICS_NAMESPACE: 'Shop',
    });

    expect(ended).toMatchObject(end);
    const documents = await daemon.until((all) => all.length === 3);
    expect(documents.every(({ trace_id }) => trace_id === traceId)).toBe(true);
    const byName = Object.fromEntries(documents.map((document) => [document.name, document]));
    expect(byName.finished).toMatchObject({ end_time: expect.any(Number) });
    expect(byName.interrupted).toMatchObject({ in_progress: true, metadata: { default: { 'error.type': 'exit' } } });
    expect(byName.orders).toMatchObject({ in_progress: true, fault: true });

    expect(ended.lines.find(({ message }) => message === 'begun')).toMatchObject({ function_request_id: 'request-1' });
    expect(ended.lines.find((line) => '_aws' in line)).toMatchObject({ Begun: expect.anything() });
  });
});
