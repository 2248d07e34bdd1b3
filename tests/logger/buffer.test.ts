import { describe, expect, it } from 'vitest';
import { linesOf, run, TRACE_HEADER } from './run.js';

const messagesOf = async (source: string, env: Readonly<Record<string, string>> = {}): Promise<unknown[]> =>
  (await linesOf(source, env)).map(({ message }) => message);

describe('the buffer of a Logger', () => {
  it('keeps back debug lines, below the level too, until an error is logged', async () => {
    const lines = await linesOf(`
      const logger = new Logger({ logBufferOptions: {} });
      await withPowertools(async () => {
        logger.trace('trace'); logger.debug('debug', { n: 1 }); logger.info('info');
        logger.appendKeys({ later: true });
        logger.error('error');
        logger.debug('dropped at the end');
      })({}, lambdaContext());
    `);
    expect(lines.map(({ message }) => message)).toEqual(['info', 'trace', 'debug', 'error']);
    // A line is made when it is logged, not when it is written.
    expect(lines[2]).toMatchObject({ level: 'DEBUG', n: 1 });
    expect(lines[2]).not.toHaveProperty('later');
    expect(String(lines[2]?.timestamp) <= String(lines[0]?.timestamp)).toBe(true);
  });

  it('is written when the invocation fails', async () => {
    const messages = await messagesOf(`
      const logger = new Logger({ logBufferOptions: { bufferAtVerbosity: 'info', flushOnErrorLog: false } });
      const handler = withPowertools(async ({ fails }) => {
        logger.info('kept back'); logger.error('at once');
        if (fails) throw new Error('boom');
      });
      await handler({ fails: false }, lambdaContext());
      await handler({ fails: true }, lambdaContext()).catch(() => {});
    `);
    expect(messages).toEqual(['at once', 'at once', 'kept back']);
  });

  it('is written before the invocation times out', async () => {
    const messages = await messagesOf(`
      const logger = new Logger({ logBufferOptions: {} });
      const end = Date.now() + 400;
      const handler = withPowertools(async () => { logger.debug('kept back'); await sleep(300); logger.setLogLevel('DEBUG'); logger.debug('late'); await sleep(1000); process.exit(0); }, { deadlineMarginMillis: 200 });
      setTimeout(() => { process.stdout.write(JSON.stringify({ message: 'killed' }) + '\\n', () => process.exit(0)); }, 400);
      await handler({}, lambdaContext({ getRemainingTimeInMillis: () => end - Date.now() }));
    `);
    // What comes after the flush is not kept back any more.
    expect(messages).toEqual(['kept back', 'late', 'killed']);
  });

  it('is one for each invocation, however they overlap', async () => {
    const lines = await linesOf(`
      const logger = new Logger({ logBufferOptions: {} });
      const handler = withPowertools(async ({ n }) => {
        logger.debug('debug', { n });
        await sleep(5);
        if (n === 2) logger.error('error', { n });
        if (n === 3) { logger.flushBuffer(); }
        if (n === 4) { logger.clearBuffer(); logger.error('cleared', { n }); }
      });
      await Promise.all([1, 2, 3, 4].map((n) => handler({ n }, lambdaContext())));
    `);
    expect(lines.map(({ message, n }) => `${message} ${n}`).sort()).toEqual([
      'cleared 4',
      'debug 2',
      'debug 3',
      'error 2',
    ]);
  });

  it('drops its oldest lines at its limit, and says so', async () => {
    const messages = await messagesOf(`
      const logger = new Logger({ logBufferOptions: { maxBytes: 1000 } });
      await withPowertools(async () => {
        for (let n = 0; n < 10; n += 1) logger.debug('line ' + n);
        logger.debug('large', { pad: 'x'.repeat(1000) });
        logger.flushBuffer();
      })({}, lambdaContext());
    `);
    expect(messages.slice(0, 2)).toEqual([expect.stringContaining('larger than the whole buffer'), 'large']);
    expect(messages.at(-1)).toEqual(expect.stringContaining('dropped from the buffer'));
    const kept = messages.slice(2, -1);
    expect(kept.length).toBeGreaterThan(1);
    expect(kept.length).toBeLessThan(10);
    expect(kept.at(-1)).toBe('line 9');
  });

  it('outside an invocation holds the lines of one trace, and none without a trace', async () => {
    const messages = await messagesOf(`
      const logger = new Logger({ logLevel: 'DEBUG', logBufferOptions: {} });
      logger.debug('no trace');
      process.env._X_AMZN_TRACE_ID = '${TRACE_HEADER}';
      logger.debug('first trace');
      process.env._X_AMZN_TRACE_ID = '${TRACE_HEADER.replace('6a54a8c2', '6a54a8c3')}';
      logger.debug('second trace');
      logger.error('error');
    `);
    expect(messages).toEqual(['no trace', 'second trace', 'error']);
  });

  it('is written when the process ends in the middle of the invocation', async () => {
    const { lines } = await run(`
      const logger = new Logger({ logBufferOptions: {} });
      await withPowertools(async () => { logger.debug('kept back'); process.exit(3); })({}, lambdaContext());
    `);
    expect(lines.map(({ message }) => message)).toEqual(['kept back']);
  });
});
