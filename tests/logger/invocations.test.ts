import { describe, expect, it } from 'vitest';
import { linesOf, run, TRACE_HEADER } from './run.js';

type Line = Record<string, unknown>;

const messages = (lines: readonly Line[]): unknown[] => lines.map(({ message }) => message);

describe('keys of a Logger', () => {
  it('hold for one invocation, those of the module and persistent ones for all', async () => {
    const lines = await linesOf(`
      const logger = new Logger({ persistentKeys: { team: 'a' } });
      logger.appendKeys({ region: 'eu' });
      const handler = withPowertools(async ({ n }) => {
        logger.appendKeys({ ['key' + n]: n });
        if (n === 1) logger.appendPersistentKeys({ seen: true });
        if (n === 2) logger.resetKeys();
        logger.info('in ' + n);
      });
      for (const n of [1, 2, 3]) await handler({ n }, lambdaContext());
      logger.info('outside');
    `);
    const keys = lines.map(({ region, key1, key2, key3, team, seen }) => ({ region, key1, key2, key3, team, seen }));
    expect(keys).toEqual([
      { region: 'eu', key1: 1, team: 'a', seen: true },
      { team: 'a', seen: true },
      { region: 'eu', key3: 3, team: 'a', seen: true },
      { region: 'eu', team: 'a', seen: true },
    ]);
  });

  it('are never seen in an invocation that overlaps', async () => {
    const lines = await linesOf(`
      const logger = new Logger();
      const handler = withPowertools(async ({ n }) => {
        for (let round = 0; round < 20; round += 1) {
          logger.appendKeys({ n, ['only' + n]: round });
          await sleep(Math.random() * 3);
          logger.info('line', { n2: n });
        }
      });
      await Promise.all(Array.from({ length: 10 }, (_, n) => handler({ n }, lambdaContext({ awsRequestId: 'r' + n }))));
    `);
    expect(lines).toHaveLength(200);
    for (const line of lines) {
      expect(line.n).toBe(line.n2);
      expect(line.function_request_id).toBe(`r${line.n}`);
      expect(Object.keys(line).filter((key) => key.startsWith('only'))).toEqual([`only${line.n}`]);
    }
  });

  it('are merged, hidden and restored as they are set and removed', async () => {
    const lines = await linesOf(`
      const logger = new Logger({ location: false });
      const show = () => logger.info('x');
      logger.appendKeys({ a: { x: 1, list: [1, 2] } });
      logger.appendKeys({ a: { y: 2, list: [9], z: undefined } });
      show();
      logger.appendPersistentKeys({ a: 'persistent' });
      show();
      logger.appendKeys({ a: 'temporary' });
      show();
      logger.removeKeys(['a', 'unknown']);
      show();
      logger.removePersistentKeys(['a']);
      show();
      const source = { nested: { value: 1 } };
      logger.appendKeys(source);
      source.nested.value = 2;
      show();
      logger.appendKeys(JSON.parse('{"__proto__":{"polluted":true},"constructor":"c"}'));
      show();
      logger.info({ message: 'polluted', polluted: {}.polluted ?? 'no' });
    `);
    expect(lines.map(({ a, nested }) => a ?? nested)).toEqual([
      { x: 1, y: 2, list: [9, 2] },
      'persistent',
      'temporary',
      'persistent',
      undefined,
      { value: 1 },
      { value: 1 },
      { value: 1 },
    ]);
    expect(Object.hasOwn(lines[6] ?? {}, '__proto__')).toBe(true);
    expect(lines[6]).toMatchObject({ constructor: 'c' });
    expect(lines[7]).toMatchObject({ polluted: 'no' });
  });

  it('follow parallel branches of one invocation', async () => {
    const lines = await linesOf(`
      const logger = new Logger();
      const branch = async (n) => logger.withKeys({ branch: n, nested: { n } }, async () => {
        await sleep(Math.random() * 5);
        logger.info('outer', { n });
        await logger.withKeys({ nested: { inner: n } }, async () => {
          await sleep(Math.random() * 5);
          logger.info('inner', { n });
        });
        logger.info('outer', { n });
      });
      await withPowertools(async () => {
        await Promise.all(Array.from({ length: 20 }, (_, n) => branch(n)));
        logger.info('after');
      })({}, lambdaContext());
    `);
    expect(lines).toHaveLength(61);
    for (const { message, n, branch, nested } of lines.slice(0, -1)) {
      expect(branch).toBe(n);
      expect(nested).toEqual(message === 'inner' ? { n, inner: n } : { n });
    }
    expect(lines.at(-1)).not.toHaveProperty('branch');
  });

  it('hold to the end of a block with using, in parallel branches too', async () => {
    const lines = await linesOf(`
      const logger = new Logger();
      const branch = async (n) => {
        using keys = logger.withKeys({ branch: n });
        await sleep(Math.random() * 5);
        logger.info('inside', { n });
      };
      await Promise.all(Array.from({ length: 20 }, (_, n) => branch(n)));
      logger.info('after');
      { using keys = logger.withKeys({ a: 1 }); { using more = logger.withKeys({ b: 2 }); logger.info('both'); } logger.info('one'); }
      logger.info('none');
    `);
    const [after, both, one, none] = lines.slice(-4);
    for (const { n, branch } of lines.slice(0, 20)) expect(branch).toBe(n);
    expect(after).not.toHaveProperty('branch');
    expect(both).toMatchObject({ a: 1, b: 2 });
    expect(one).toMatchObject({ a: 1 });
    expect(one).not.toHaveProperty('b');
    expect(none).not.toHaveProperty('a');
  });
});

describe('a child Logger', () => {
  it('starts with the keys, level and context of its parent, and then goes its own way', async () => {
    const lines = await linesOf(`
      const parent = new Logger({ serviceName: 's', logLevel: 'DEBUG', persistentKeys: { p: { a: 1 } }, location: false });
      parent.addContext(lambdaContext());
      parent.appendKeys({ t: 1 });
      const child = parent.createChild({ persistentKeys: { p: { b: 2 } }, logLevel: 'ERROR' });
      parent.appendKeys({ t: 2 });
      parent.appendPersistentKeys({ later: true });
      child.error('child');
      child.info('not written');
      parent.debug('parent');
      class Mine extends Logger { createLogger(options) { return new Mine(options); } }
      parent.info(new Mine().createChild() instanceof Mine ? 'own class' : 'not');
    `);
    expect(lines[0]).toMatchObject({
      message: 'child',
      service: 's',
      p: { a: 1, b: 2 },
      t: 1,
      function_request_id: 'request-1',
      cold_start: true,
    });
    expect(lines[0]).not.toHaveProperty('later');
    expect(lines[1]).toMatchObject({ message: 'parent', p: { a: 1 }, t: 2 });
    expect(lines[2]).toMatchObject({ message: 'own class' });
  });
});

describe('the level', () => {
  const probe = `
    for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'critical']) logger[level](level);
    process.stdout.write(logger.getLevelName() + ' ' + logger.level);
  `;

  it.each([
    ['by default', '{}', {}, 'INFO 12'],
    ['from the option', "{ logLevel: 'warn' }", {}, 'WARN 16'],
    ['from the option over the variable', "{ logLevel: 'ERROR' }", { POWERTOOLS_LOG_LEVEL: 'DEBUG' }, 'ERROR 20'],
    ['from POWERTOOLS_LOG_LEVEL in any case', '{}', { POWERTOOLS_LOG_LEVEL: 'debug', LOG_LEVEL: 'ERROR' }, 'DEBUG 8'],
    ['from LOG_LEVEL', '{}', { LOG_LEVEL: 'TRACE' }, 'TRACE 6'],
    ['silent', "{ logLevel: 'SILENT' }", {}, 'SILENT 28'],
    ['from a threshold', '{ logLevel: 24 }', {}, 'CRITICAL 24'],
    ['from AWS_LAMBDA_LOG_LEVEL over all', "{ logLevel: 'ERROR' }", { AWS_LAMBDA_LOG_LEVEL: 'DEBUG' }, 'DEBUG 8'],
    ['FATAL of Lambda', '{}', { AWS_LAMBDA_LOG_LEVEL: 'FATAL' }, 'CRITICAL 24'],
  ])('is taken %s', async (_name, options, env, expected) => {
    const { stdout } = await run(`const logger = new Logger(${options}); ${probe}`, env);
    const [level, threshold] = expected.split(' ');
    const written = stdout.trim().split('\n');
    expect(written.at(-1)).toBe(expected);
    const thresholds = { TRACE: 6, DEBUG: 8, INFO: 12, WARN: 16, ERROR: 20, CRITICAL: 24, SILENT: 28 };
    const shown = Object.entries(thresholds).filter(([name, value]) => name !== 'SILENT' && value >= Number(threshold));
    // The word of Lambda's filter, where it filters.
    const words = shown.map(([name]) =>
      name === 'CRITICAL' && 'AWS_LAMBDA_LOG_LEVEL' in env && level === name ? 'FATAL' : name,
    );
    expect(written.slice(0, -1).map((line) => JSON.parse(line).level)).toEqual(words);
    expect(thresholds).toHaveProperty(level ?? '');
  });

  it('of Lambda stays in force, and a Logger that asks for more is told so once', async () => {
    const lines = await linesOf(
      `const logger = new Logger({ logLevel: 'DEBUG' }); logger.setLogLevel('debug'); logger.debug('no'); logger.info('no'); logger.warn('yes');`,
      { AWS_LAMBDA_LOG_LEVEL: 'WARN' },
    );
    expect(messages(lines)).toEqual([expect.stringContaining('AWS_LAMBDA_LOG_LEVEL=WARN'), 'yes']);
  });

  it('that is not known is an error where it is set, and a line where it is configured', async () => {
    const lines = await linesOf(
      `const logger = new Logger(); try { logger.setLogLevel('toString'); } catch (error) { logger.info(error.message); }`,
      { POWERTOOLS_LOG_LEVEL: 'loud' },
    );
    expect(messages(lines)).toEqual([
      'The log level "loud" of POWERTOOLS_LOG_LEVEL is not known and is ignored.',
      'Invalid log level: toString. Use one of TRACE, DEBUG, INFO, WARN, ERROR, CRITICAL, SILENT, in upper or lower case.',
    ]);
  });

  it('holds for the invocation that sets it', async () => {
    const lines = await linesOf(`
      const logger = new Logger();
      const handler = withPowertools(async ({ n }) => {
        if (n === 1) logger.setLogLevel('DEBUG');
        logger.debug('debug ' + n);
      });
      for (const n of [0, 1, 2]) await handler({ n }, lambdaContext());
    `);
    expect(messages(lines)).toEqual(['debug 1']);
  });

  it('is DEBUG in the share of invocations that are sampled', async () => {
    const lines = await linesOf(`
      const answers = [0.9, 0.1, 0.9];
      Math.random = () => answers.shift() ?? 0.9;
      const logger = new Logger({ sampleRateValue: 0.5 });
      const handler = withPowertools(async ({ n }) => { logger.debug('debug ' + n); logger.info('info ' + n); });
      for (const n of [0, 1, 2]) await handler({ n }, lambdaContext());
    `);
    expect(messages(lines)).toEqual([
      'info 0',
      'Setting log level to DEBUG due to sampling rate',
      'debug 1',
      'info 1',
      'info 2',
    ]);
    expect(lines[0]).toMatchObject({ sampling_rate: 0.5 });
  });

  it('is decided by refreshSampleRateCalculation where there is no wrapper', async () => {
    const lines = await linesOf(`
      const answers = [0.1, 0.9, 0.1];
      Math.random = () => answers.shift() ?? 0.9;
      const logger = new Logger({ sampleRateValue: 0.5 });
      for (const n of [0, 1, 2]) { logger.refreshSampleRateCalculation(); logger.debug('debug ' + n); }
    `);
    expect(messages(lines).filter((message) => String(message).startsWith('debug'))).toEqual(['debug 0', 'debug 2']);
  });

  it.each([
    ['POWERTOOLS_LOGGER_SAMPLE_RATE', 'often', '"often" of POWERTOOLS_LOGGER_SAMPLE_RATE'],
    ['POWERTOOLS_LOGGER_SAMPLE_RATE', '2', '"2" of POWERTOOLS_LOGGER_SAMPLE_RATE'],
    ['POWERTOOLS_LOGGER_LOG_EVENT', 'maybe', '"maybe" of POWERTOOLS_LOGGER_LOG_EVENT'],
  ])('warns of %s=%s, and works', async (name, value, message) => {
    const lines = await linesOf(`new Logger().info('works');`, { [name]: value });
    expect(messages(lines)).toEqual([expect.stringContaining(message), 'works']);
  });
});

describe('injectLambdaContext', () => {
  const useIn = {
    withPowertools:
      'const wrap = (fn, options) => withPowertools(fn, { use: [injectLambdaContext(logger, options)] });',
    middy: 'const wrap = (fn, options) => middy(fn).use(injectLambdaContext(logger, options));',
    'a standard decorator': `const wrap = (fn, options) => {
      class Lambda { @logger.injectLambdaContext(options) async handler(event, context) { return fn(event, context); } }
      return (event, context) => new Lambda().handler(event, context);
    };`,
    'a decorator of the old dialect': `const wrap = (fn, options) => {
      class Lambda { async handler(event, context) { return fn(event, context); } }
      const descriptor = Object.getOwnPropertyDescriptor(Lambda.prototype, 'handler');
      logger.injectLambdaContext(options)(Lambda.prototype, 'handler', descriptor);
      Object.defineProperty(Lambda.prototype, 'handler', descriptor);
      return (event, context) => new Lambda().handler(event, context);
    };`,
  };

  describe.each(Object.entries(useIn))('in %s', (_name, wrap) => {
    it('adds the context, logs the event with the correlation id and resets the keys', async () => {
      const lines = await linesOf(
        `
        const logger = new Logger();
        ${wrap}
        const handler = wrap(async (event) => { logger.appendKeys({ n: event.n }); logger.info('in'); return event.n; },
          { logEvent: true, resetKeys: true, correlationIdPath: correlationPaths.APPLICATION_LOAD_BALANCER });
        const results = [];
        for (const n of [1, 2]) results.push(await handler({ n, headers: { 'x-amzn-trace-id': 'Root=' + n } }, lambdaContext()));
        logger.info('after', { results });
        `,
      );
      expect(messages(lines)).toEqual(['Lambda invocation event', 'in', 'Lambda invocation event', 'in', 'after']);
      expect(lines[0]).toMatchObject({
        event: { n: 1 },
        correlation_id: 'Root=1',
        cold_start: true,
        function_request_id: 'request-1',
      });
      expect(lines[1]).toMatchObject({ n: 1, correlation_id: 'Root=1' });
      expect(lines[2]).toMatchObject({ cold_start: false, function_request_id: 'request-2', correlation_id: 'Root=2' });
      expect(lines[2]).not.toHaveProperty('n');
      expect(lines[4]).toMatchObject({ results: [1, 2] });
      expect(lines[4]).not.toHaveProperty('n');
    });

    it('writes the buffered lines when the handler fails, and forgets them when it succeeds', async () => {
      const lines = await linesOf(
        `
        const logger = new Logger({ logBufferOptions: {} });
        ${wrap}
        const handler = (options) => wrap(async ({ fails }) => {
          logger.debug('kept back');
          if (fails) throw new Error('boom');
        }, options);
        const attempt = (options, event) => handler(options)(event, lambdaContext()).catch((error) => logger.info(error.message));
        await attempt(undefined, { fails: false });
        await attempt({ flushBufferOnUncaughtError: true }, { fails: true });
        await attempt({ flushBufferOnUncaughtError: false }, { fails: true });
        await attempt(undefined, { fails: true });
        `,
        { _X_AMZN_TRACE_ID: TRACE_HEADER },
      );
      expect(messages(lines)).toEqual([
        'kept back',
        'Uncaught error: the buffered lines are written before the invocation ends',
        'boom',
        'boom',
        'kept back',
        'boom',
      ]);
      expect(lines[1]).toMatchObject({ level: 'ERROR', error: { message: 'boom' } });
    });
  });

  it('keeps overlapping decorated invocations apart', async () => {
    const lines = await linesOf(`
      const logger = new Logger();
      class Lambda {
        prefix = 'n';
        @logger.injectLambdaContext()
        async handler(event, context) {
          logger.appendKeys({ [this.prefix]: event.n });
          await sleep(10 - event.n);
          logger.info('line', { expected: event.n });
        }
      }
      const lambda = new Lambda();
      await Promise.all([1, 2, 3].map((n) => lambda.handler({ n }, lambdaContext({ awsRequestId: 'r' + n }))));
    `);
    expect(lines.map(({ n, expected, function_request_id: id }) => `${n} ${expected} ${id}`).sort()).toEqual([
      '1 1 r1',
      '2 2 r2',
      '3 3 r3',
    ]);
  });

  it('takes several loggers, and the event flag of the environment', async () => {
    const lines = await linesOf(
      `
      const a = new Logger({ serviceName: 'a' }), b = new Logger({ serviceName: 'b' });
      await middy(async () => 'ok').use(injectLambdaContext([a, b]))({ x: 1 }, lambdaContext());
      await middy(async () => 'ok').use(injectLambdaContext(a, { logEvent: false }))({ x: 1 }, lambdaContext());
      `,
      { POWERTOOLS_LOGGER_LOG_EVENT: '1' },
    );
    expect(lines.map(({ service, cold_start: cold }) => [service, cold])).toEqual([
      ['a', true],
      ['b', true],
    ]);
  });
});

describe('a correlation id', () => {
  it('is set, read and found by a path of keys or by the search function', async () => {
    const lines = await linesOf(`
      const logger = new Logger();
      logger.setCorrelationId('plain');
      logger.info(String(logger.getCorrelationId()));
      logger.setCorrelationId({ requestContext: { requestId: 'deep' } }, correlationPaths.API_GATEWAY_REST);
      logger.info('deep');
      logger.setCorrelationId({}, correlationPaths.EVENT_BRIDGE);
      logger.info('kept');
      logger.setCorrelationId({ a: [1] }, 'a[0]');
      logger.setCorrelationId({ a: [1] }, 'a[0]');
      logger.info('not found');
      const searching = new Logger({ correlationIdSearchFn: (expression, data) => expression + data.id });
      searching.setCorrelationId({ id: 7 }, 'path-');
      searching.info('searched');
      const failing = new Logger({ correlationIdSearchFn: () => { throw new Error('bad path'); } });
      failing.setCorrelationId({ id: 7 }, 'path');
      failing.info('went on');
    `);
    expect(lines.map(({ message, correlation_id: id }) => [message, id])).toEqual([
      ['plain', 'plain'],
      ['deep', 'deep'],
      ['kept', 'deep'],
      [expect.stringContaining('No correlation id from the path "a[0]": it is more than keys'), 'deep'],
      ['not found', 'deep'],
      ['searched', 'path-7'],
      ['No correlation id from the path "path": the search failed: bad path.', undefined],
      ['went on', undefined],
    ]);
  });
});
