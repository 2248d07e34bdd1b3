// What the comparison with Powertools' Logger calls, on the one class and on the other.
const context = {
  functionName: 'orders',
  functionVersion: '$LATEST',
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
  memoryLimitInMB: '128',
  awsRequestId: 'request-1',
  getRemainingTimeInMillis: () => 1000,
};

const log =
  (...input) =>
  (Logger) =>
    new Logger().info(...input);

const keys = (act) => (Logger) => {
  const logger = new Logger();
  act(logger);
  logger.info('x');
};

const value = (made) => (Logger) => new Logger().info('x', { value: made() });

const withEnv = (env, act) => (Logger) => {
  const before = { ...process.env };
  Object.assign(process.env, env);
  try {
    act(Logger);
  } finally {
    for (const name of Object.keys(env)) delete process.env[name];
    Object.assign(process.env, before);
  }
};

const levels = (logger) => {
  for (const level of ['trace', 'debug', 'info', 'warn', 'error', 'critical']) logger[level](level);
};

const failure = () =>
  Object.assign(new TypeError('boom', { cause: new Error('why') }), { code: 'E1', detail: { a: 1 } });

export const calls = {
  'a message': log('hello'),
  'an empty message': log(''),
  'a message with an object': log('hello', { a: 1, b: 'two' }),
  'a message with two objects': log('hello', { a: 1, b: 1 }, { b: 2 }),
  'a message with an error': log('hello', failure()),
  'a message with two errors': log('hello', new Error('a'), new Error('b')),
  'a message with an error under a key': log('hello', { reason: failure() }),
  'a message with an error under the key error': log('hello', { error: new Error('x'), a: 1 }),
  'a message with a text': log('hello', 'more'),
  'a message with two texts': log('hello', 'more', 'most'),
  'a message with nothing': log('hello', undefined, null),
  'a message with a number': log('hello', 5),
  'a message with a list': log('hello', ['a', 'b']),
  'a message with a map': log('hello', new Map([['a', 1]])),
  'an object': log({ message: 'hello', a: 1 }),
  'an object and another': log({ message: 'hello', a: 1 }, { a: 2 }),
  'an object without a message': log({ a: 1 }),
  'an object whose message is a number': log({ message: 5 }),
  'an object whose message is an object': log({ message: { a: 1 } }),
  'an object whose message is null': log({ message: null, a: 1 }),
  'an error alone': log(new Error('alone')),
  'a number alone': log(5),
  'null alone': log(null),
  'undefined alone': log(undefined),
  'empty values': log('x', { a: null, b: undefined, c: '', d: 0, e: false, f: [], g: {} }),
  'empty values inside': log('x', { a: { b: null, c: '', d: undefined, e: [null, undefined] } }),
  'a reserved key': log('x', { level: 'forged', timestamp: 1, service: 's', sampling_rate: 1 }),
  'a reserved key in an object': log({ message: 'x', level: 'forged', a: 1 }),
  'a key of the invocation': (Logger) => {
    const logger = new Logger();
    logger.addContext(context);
    logger.info('x', { cold_start: 'mine', function_name: null, function_arn: undefined });
  },
  'a key that is a number': log('x', { 7: 'seven', a: 1 }),
  'the key __proto__': log('x', JSON.parse('{"__proto__":{"a":1},"b":2}')),
  'a bigint': value(() => 10n),
  NaN: value(() => Number.NaN),
  'a date': value(() => new Date(0)),
  'a URL': value(() => new URL('https://example.com/')),
  'a map': value(() => new Map([['a', 1]])),
  'a set': value(() => new Set([1])),
  'a regular expression': value(() => /x/),
  'a buffer': value(() => Buffer.from('a')),
  'a function': value(() => () => 1),
  'a symbol': value(() => Symbol('s')),
  'an instance': value(
    () =>
      new (class Point {
        x = 1;
      })(),
  ),
  'a circle': value(() => {
    const circle = { a: 1 };
    circle.self = circle;
    return circle;
  }),
  toJSON: value(() => ({ toJSON: () => 'json' })),
  'toJSON that throws': value(() => ({
    toJSON: () => {
      throw new Error('no');
    },
  })),
  'an AggregateError': value(() => new AggregateError([new Error('a')], 'all')),
  'an error that is its own cause': value(() => {
    const error = new Error('round');
    error.cause = error;
    return error;
  }),
  'all levels at INFO': (Logger) => levels(new Logger()),
  'all levels at TRACE': (Logger) => levels(new Logger({ logLevel: 'trace' })),
  'all levels at SILENT': (Logger) => levels(new Logger({ logLevel: 'SILENT' })),
  'a level from the environment': withEnv({ POWERTOOLS_LOG_LEVEL: 'ERROR' }, (Logger) => levels(new Logger())),
  'a level from the environment in lower case': withEnv({ POWERTOOLS_LOG_LEVEL: 'error' }, (Logger) =>
    levels(new Logger()),
  ),
  'a level from LOG_LEVEL': withEnv({ LOG_LEVEL: 'WARN' }, (Logger) => levels(new Logger())),
  'a level from Lambda': withEnv({ AWS_LAMBDA_LOG_LEVEL: 'WARN' }, (Logger) =>
    levels(new Logger({ logLevel: 'ERROR' })),
  ),
  'a level that Lambda drops': withEnv({ AWS_LAMBDA_LOG_LEVEL: 'WARN' }, (Logger) =>
    levels(new Logger({ logLevel: 'DEBUG' })),
  ),
  setLogLevel: (Logger) => {
    const logger = new Logger();
    logger.setLogLevel('ERROR');
    levels(logger);
  },
  'setLogLevel in lower case': (Logger) => {
    const logger = new Logger();
    logger.setLogLevel('error');
    levels(logger);
  },
  'a service from the option': (Logger) => new Logger({ serviceName: 'mine' }).info('x'),
  'a service from the environment': withEnv({ POWERTOOLS_SERVICE_NAME: ' env ' }, (Logger) => new Logger().info('x')),
  'persistent keys of the constructor': (Logger) => new Logger({ persistentKeys: { a: 1, b: { c: 2 } } }).info('x'),
  persistentLogAttributes: (Logger) => new Logger({ persistentLogAttributes: { a: 1 } }).info('x'),
  appendKeys: keys((logger) => logger.appendKeys({ a: { x: 1 }, list: [1, 2] })),
  'appendKeys, merged': keys((logger) => {
    logger.appendKeys({ a: { x: 1 }, list: [1, 2] });
    logger.appendKeys({ a: { y: 2 }, list: [9] });
  }),
  'appendKeys, then persistent': keys((logger) => {
    logger.appendKeys({ a: 't' });
    logger.appendPersistentKeys({ a: 'p' });
  }),
  'persistent, then appendKeys': keys((logger) => {
    logger.appendPersistentKeys({ a: 'p', b: 1 });
    logger.appendKeys({ a: 't' });
  }),
  removeKeys: keys((logger) => {
    logger.appendPersistentKeys({ a: 'p' });
    logger.appendKeys({ a: 't', b: 1 });
    logger.removeKeys(['a', 'b', 'c']);
  }),
  removePersistentKeys: keys((logger) => {
    logger.appendKeys({ a: 't' });
    logger.appendPersistentKeys({ a: 'p', b: 1 });
    logger.removePersistentKeys(['a', 'b']);
  }),
  resetKeys: keys((logger) => {
    logger.appendPersistentKeys({ a: 'p' });
    logger.appendKeys({ a: 't', b: 1 });
    logger.resetKeys();
  }),
  setPersistentLogAttributes: keys((logger) => {
    logger.appendPersistentKeys({ a: 1 });
    logger.setPersistentLogAttributes({ b: 2 });
  }),
  addContext: keys((logger) => logger.addContext(context)),
  'a child': (Logger) => {
    const parent = new Logger({ persistentKeys: { a: { x: 1 } }, logLevel: 'DEBUG', serviceName: 's' });
    parent.appendKeys({ t: 1 });
    const child = parent.createChild({ persistentKeys: { a: { y: 2 } } });
    parent.appendKeys({ u: 1 });
    child.debug('x');
  },
  'a correlation id': keys((logger) => logger.setCorrelationId('id')),
  'a correlation id by a path and no search': keys((logger) => logger.setCorrelationId({ id: 'x' }, 'id')),
  'a correlation id by search': (Logger) => {
    const logger = new Logger({ correlationIdSearchFn: (_path, data) => data.id });
    logger.setCorrelationId({ id: 'x' }, 'id');
    logger.info(String(logger.getCorrelationId()));
  },
  'the event': (Logger) => new Logger().logEventIfEnabled({ a: 1 }, true),
  'the event by the environment': withEnv({ POWERTOOLS_LOGGER_LOG_EVENT: 'TRUE' }, (Logger) =>
    new Logger().logEventIfEnabled({ a: 1 }),
  ),
  'a record order': (Logger) => new Logger({ logRecordOrder: ['message', 'a', 'nope'] }).info('x', { a: 1, b: 2 }),
  'a replacer': (Logger) =>
    new Logger({ jsonReplacerFn: (key, found) => (key === 'secret' ? undefined : found) }).info('x', {
      secret: 1,
      a: { secret: 2 },
    }),
  'a trace header without a root': withEnv({ _X_AMZN_TRACE_ID: 'Parent=53995c3f42cd8ad8' }, (Logger) =>
    new Logger().info('x'),
  ),
  'a buffer that an error flushes': (Logger) => {
    const logger = new Logger({ logBufferOptions: {} });
    logger.debug('debug');
    logger.info('info');
    logger.error('error');
  },
  'a buffer that is cleared': (Logger) => {
    const logger = new Logger({ logBufferOptions: { bufferAtVerbosity: 'warn' } });
    levels(logger);
    logger.clearBuffer();
    logger.flushBuffer();
  },
  'a buffer that is too small': (Logger) => {
    const logger = new Logger({ logBufferOptions: { maxBytes: 10 } });
    logger.debug('debug');
  },
  'a sample rate of 1': (Logger) => new Logger({ sampleRateValue: 1 }).debug('x'),
};

/** Runs every call with `Logger`, and tells what it wrote. */
export const record = (Logger) => {
  const original = { stdout: process.stdout.write, stderr: process.stderr.write };
  const results = {};
  for (const [name, call] of Object.entries(calls)) {
    const written = [];
    for (const stream of [process.stdout, process.stderr]) {
      stream.write = (chunk) => {
        written.push(...String(chunk).split('\n').filter(Boolean));
        return true;
      };
    }
    let threw;
    try {
      call(Logger);
    } catch (error) {
      threw = String(error);
    } finally {
      process.stdout.write = original.stdout;
      process.stderr.write = original.stderr;
    }
    results[name] = { written, threw };
  }
  return results;
};
