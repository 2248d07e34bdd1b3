import { describe, expect, it } from 'vitest';
import { linesOf, run, TRACE_HEADER } from './run.js';

const messages = (lines: readonly Record<string, unknown>[]): unknown[] => lines.map(({ message }) => message);

describe('a line of the Logger', () => {
  it('has its keys in the order that is documented', async () => {
    const [line = {}] = await linesOf(
      `
      const logger = new Logger({ serviceName: 'orders', sampleRateValue: 1, logLevel: 'DEBUG', persistentKeys: { team: 'a' } });
      await withPowertools(async function handler() {
        logger.appendKeys({ order_id: 7 });
        logger.info('received', { total: 12.5 });
      }, { traces: { export: (_, done) => done({ code: 0 }), shutdown: async () => {} } })({}, lambdaContext({ tenantId: 'blue' }));
      `,
      { _X_AMZN_TRACE_ID: `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-abcdef012345678912345678` },
    ).then((lines) => lines.filter(({ message }) => message === 'received'));
    expect(Object.keys(line)).toEqual([
      'level',
      'location',
      'message',
      'timestamp',
      'service',
      'cold_start',
      'function_name',
      'function_memory_size',
      'function_arn',
      'function_request_id',
      'tenant_id',
      'sampling_rate',
      'xray_trace_id',
      'trace_id',
      'span_id',
      'team',
      'order_id',
      'total',
    ]);
    expect(line).toMatchObject({
      level: 'INFO',
      location: expect.stringMatching(/^handler:\d+$/),
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      service: 'orders',
      cold_start: true,
      function_name: 'orders',
      function_memory_size: '128',
      function_request_id: 'request-1',
      tenant_id: 'blue',
      sampling_rate: 1,
    });
    expect(line.xray_trace_id).toBe(`1-${String(line.trace_id).slice(0, 8)}-${String(line.trace_id).slice(8)}`);
  });

  it('is the same line when the record comes from the logs API', async () => {
    const [ours = {}, theirs = {}] = await linesOf(
      `
      const logger = new Logger({ location: false });
      await withPowertools(async () => {
        logger.warn('low stock', { order_id: 7, nested: { list: [1] } });
        logs.getLogger('shop').emit({ severityNumber: 13, body: 'low stock', attributes: { order_id: 7, nested: { list: [1] } } });
      })({}, lambdaContext());
      `,
      { POWERTOOLS_SERVICE_NAME: 'orders', _X_AMZN_TRACE_ID: TRACE_HEADER },
    );
    const withoutTime = ({ timestamp: _, ...rest }: Record<string, unknown>): string => JSON.stringify(rest);
    expect(withoutTime(theirs)).toBe(withoutTime(ours));
  });

  it('goes to stdout whatever its level, and stderr stays empty', async () => {
    const { lines, stderr } = await run(`
      const logger = new Logger({ logLevel: 'TRACE' });
      for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'critical']) logger[level](level);
    `);
    expect(lines.map(({ level }) => level)).toEqual(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'CRITICAL']);
    expect(stderr).toBe('');
  });

  it('does not go through the console, which Lambda replaces', async () => {
    const lines = await linesOf(`
      for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace']) console[name] = () => { throw new Error(name); };
      new Logger().error('straight to stdout');
    `);
    expect(messages(lines)).toEqual(['straight to stdout']);
  });

  it.each([
    ['a named function', 'function reserve() { logger.info("x"); } reserve();', /^reserve:\d+$/],
    ['a method', 'class Shop { sell() { logger.info("x"); } } new Shop().sell();', /^Shop\.sell:\d+$|^sell:\d+$/],
    ['the top level of a module', 'logger.info("x");', /^[0-9a-f]+\.mjs:\d+$/],
    [
      'an async function after a wait',
      'const later = async () => { await sleep(1); logger.error("x"); }; await later();',
      /^later:\d+$/,
    ],
  ])('says where it was written: %s', async (_name, source, location) => {
    const [line] = await linesOf(`const logger = new Logger(); ${source}`);
    expect(line?.location).toMatch(location);
  });

  it('does not say where it was written with location off, and leaves stack traces as they were', async () => {
    const lines = await linesOf(`
      const before = [Error.stackTraceLimit, Error.prepareStackTrace];
      new Logger({ location: false }).info('off');
      new Logger().info('on');
      new Logger().info({ message: 'same', same: Error.stackTraceLimit === before[0] && Error.prepareStackTrace === before[1] });
    `);
    expect(lines[0]).not.toHaveProperty('location');
    expect(lines[1]).toHaveProperty('location');
    expect(lines[2]).toMatchObject({ same: true });
  });

  it('shows a key of the user in place of its own, but for the reserved ones, of which it warns', async () => {
    const lines = await linesOf(`
      const logger = new Logger({ persistentKeys: { level: 'x' } });
      logger.info('one', { location: 'Berlin', cold_start: null, service: 'forged', timestamp: 'never' });
      logger.info({ message: 'two', sampling_rate: 5, ok: 1 });
    `);
    expect(messages(lines)).toEqual([
      'The key "level" is one of the record\'s own and is left out of the line; rename it.',
      'The key "service" is one of the record\'s own and is left out of the line; rename it.',
      'The key "timestamp" is one of the record\'s own and is left out of the line; rename it.',
      'one',
      'The key "sampling_rate" is one of the record\'s own and is left out of the line; rename it.',
      'two',
    ]);
    expect(lines[3]).toMatchObject({ level: 'INFO', location: 'Berlin', service: 'service_undefined' });
    expect(lines[5]).toMatchObject({ ok: 1 });
  });

  it('never throws, whatever it is given', async () => {
    const lines = await linesOf(`
      const logger = new Logger();
      const hostile = new Proxy({}, { ownKeys() { throw new Error('trap'); }, getPrototypeOf() { throw new Error('trap'); } });
      const values = [undefined, null, 0, true, 1n, Symbol('s'), () => {}, [1, 2], new Map([['a', 1]]), new Set([1]), hostile,
        new Date(0), /x/, Buffer.from('a'), Object.create(null), { get message() { throw new Error('no'); } }, new Error('main')];
      for (const value of values) { logger.info(value); logger.info('extra', value); logger.appendKeys({ value }); logger.resetKeys(); }
      logger.info('done', 'text', { a: 1 }, new Error('e'), { a: 2 }, 5);
    `);
    // One more: the last object but one has the reserved key `message`.
    expect(lines).toHaveLength(36);
    expect(lines.at(-2)).toMatchObject({ message: 'extra', error: { message: 'main' } });
    expect(lines.at(-3)).toMatchObject({ message: 'main', error: { message: 'main' } });
    expect(lines.at(-1)).toMatchObject({ extra: 5, a: 2, error: { message: 'e' } });
  });

  it('is indented in development, with the stack as a list', async () => {
    const { stdout } = await run(`new Logger().error('x', new Error('boom'));`, { POWERTOOLS_DEV: '1' });
    expect(stdout).toMatch(/^\{\n {4}"level": "ERROR",\n/);
    expect((JSON.parse(stdout) as { error: { stack: string[] } }).error.stack[0]).toBe('Error: boom');
  });

  it('has its timestamp in the zone of TZ, and says so once when there is no such zone', async () => {
    const [known] = await linesOf(`new Logger().info('x');`, { TZ: 'Asia/Kolkata' });
    expect(known?.timestamp).toMatch(/\+05:30$/);
    const lines = await linesOf(`const logger = new Logger(); logger.info('x'); logger.info('y');`, {
      TZ: 'Mars/Olympus',
    });
    expect(messages(lines)).toEqual([
      'The time zone "Mars/Olympus" of TZ is not known; timestamps are written in UTC.',
      'x',
      'y',
    ]);
  });

  it('follows a record order, a JSON replacer and a formatter of the user', async () => {
    const lines = await linesOf(`
      new Logger({ logRecordOrder: ['message', 'x', 'nope', 'level'], location: false }).info('ordered', { x: 1 });
      new Logger({ jsonReplacerFn: (key, value) => (key === 'secret' ? undefined : value instanceof Set ? [...value] : value) })
        .info('replaced', { secret: 1, set: new Set([1]), big: 1n });
      class Short extends LogFormatter {
        formatAttributes({ logLevel, message, serviceName }, additional) {
          return new LogItem({ attributes: { l: logLevel, m: message, s: serviceName, none: null } }).addAttributes(additional);
        }
        formatError(error) { return { why: error.message }; }
      }
      new Logger({ logFormatter: new Short() }).error('formatted', new Error('boom'));
    `);
    expect(Object.keys(lines[0] ?? {})).toEqual(['message', 'x', 'level', 'timestamp', 'service']);
    expect(lines[1]).toMatchObject({ set: [1], big: '1' });
    expect(lines[1]).not.toHaveProperty('secret');
    expect(lines[2]).toEqual({ l: 'ERROR', m: 'formatted', s: 'service_undefined', error: { why: 'boom' } });
  });

  it('is written in the default form where a formatter throws, and somehow where a replacer does', async () => {
    const lines = await linesOf(`
      class Broken extends LogFormatter { formatAttributes() { throw new Error('formatter'); } }
      const logger = new Logger({ logFormatter: new Broken() });
      logger.info('one', { a: 1 });
      logger.info('two', { a: 2 });
      new Logger({ jsonReplacerFn: () => { throw new Error('replacer'); } }).info('three', { a: 3 });
    `);
    expect(lines[0]).toMatchObject({ level: 'ERROR', message: expect.stringContaining('the log formatter threw') });
    expect(lines[1]).toMatchObject({ level: 'INFO', message: 'one', a: 1 });
    expect(lines[2]).toMatchObject({ level: 'INFO', message: 'two', a: 2 });
    expect(lines[3]).toMatchObject({ a: '[Unreadable: the JSON replacer threw: replacer]' });
  });

  it('names the line of the source where Node.js uses source maps', async () => {
    const { stdout } = await run(
      `
      import { writeFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
      import { execFileSync } from 'node:child_process';
      const folder = mkdtempSync(join(tmpdir(), 'source-map-'));
      const map = { version: 3, sources: ['handler.ts'], names: [], mappings: 'AAmDA' };
      globalThis.logger = new Logger();
      const base64 = Buffer.from(JSON.stringify(map)).toString('base64');
      writeFileSync(folder + '/handler.mjs', 'globalThis.logger.info("mapped");\\n//# sourceMappingURL=data:application/json;base64,' + base64);
      process.setSourceMapsEnabled(true);
      await import(folder + '/handler.mjs');
      `,
    );
    expect(JSON.parse(stdout)).toMatchObject({ location: 'handler.ts:52' });
  });
});

describe('redaction', () => {
  it('hides keys, paths and patterns, in lines of the Logger and of the logs API alike', async () => {
    const lines = await linesOf(`
      configure({ redact: { keys: ['Password', /token$/], paths: ['card.number', 'items.*.secret'], patterns: [/\\b\\d{16}\\b/] } });
      const logger = new Logger();
      logger.appendKeys({ secret_token: 'appended' });
      logger.info('card 4111111111111111 used', {
        password: 'p', deep: { api_token: 't', list: [{ PASSWORD: 1 }] }, card: { number: 1, holder: 'h' }, items: [{ secret: 1, open: 2 }],
      });
      logs.getLogger('x').emit({ body: 'card 4111111111111111', attributes: { password: 'p', 'http.request.header.token': 't', fine: 1 } });
    `);
    expect(lines[0]).toMatchObject({
      message: 'card [REDACTED] used',
      secret_token: '[REDACTED]',
      password: '[REDACTED]',
      deep: { api_token: '[REDACTED]', list: [{ PASSWORD: '[REDACTED]' }] },
      card: { number: '[REDACTED]', holder: 'h' },
      items: [{ secret: '[REDACTED]', open: 2 }],
    });
    expect(lines[1]).toMatchObject({
      message: 'card [REDACTED]',
      password: '[REDACTED]',
      'http.request.header.token': '[REDACTED]',
      fine: 1,
    });
  });

  it('is one JSON object whatever a replacer makes of the whole record', async () => {
    const lines = await linesOf(`
      for (const root of ['text', 7, null, true]) {
        new Logger({ jsonReplacerFn: (key, value) => (key === '' ? root : value) }).info('replaced');
      }
    `);
    expect(lines).toEqual([{ message: 'text' }, { message: 7 }, {}, { message: true }]);
  });

  it('says why the first argument cannot be read', async () => {
    const [line] = await linesOf(`
      const refuse = () => { throw new Error('keep out'); };
      new Logger().info(new Proxy({}, { getPrototypeOf: refuse, ownKeys: refuse }), { order_id: 7 });
    `);
    expect(line).toMatchObject({ message: '[Unreadable: keep out]', order_id: 7 });
  });

  it('keeps its own keys from those of a scope', async () => {
    const lines = await linesOf(`
      const logger = new Logger();
      logger.withKeys({ level: 'x', message: 'x', timestamp: 'x', service: 'x', sampling_rate: 'x', fine: 1 }, () => logger.info('run'));
      using keys = logger.withKeys({ level: 'x', message: 'x', fine: 2 });
      logger.info('entered');
    `);
    const [run, entered] = lines.filter(({ level }) => level === 'INFO');
    expect(run).toMatchObject({ level: 'INFO', message: 'run', service: 'service_undefined', fine: 1 });
    expect(run?.timestamp).toMatch(/^\d{4}-/);
    expect(run).not.toHaveProperty('sampling_rate');
    expect(entered).toMatchObject({ level: 'INFO', message: 'entered', fine: 2 });
    expect(lines.some(({ message }) => String(message).startsWith('The key "timestamp" is one of'))).toBe(true);
  });

  it('repeats no warning from before the first line', async () => {
    const lines = await linesOf(`
      const logger = new Logger();
      for (let i = 0; i < 1000; i += 1) logger.appendKeys({ level: i });
      logger.info('first');
    `);
    expect(lines.map(({ message }) => message)).toEqual([expect.stringContaining('The key "level"'), 'first']);
  });
});
