// What a handler may return, throw and do: the runtimes are compared by it.
const circle = {};
circle.self = circle;

class NamedError extends Error {
  name = 'NamedError';
}

const actions = {
  value: () => ({ n: 1 }),
  nothing: () => undefined,
  'a function': () => () => 1,
  'a symbol': () => Symbol('s'),
  'a bigint': () => 1n,
  'a circle': () => circle,
  'a throwing toJSON': () => ({
    toJSON() {
      throw new Error('no JSON');
    },
  }),
  'reject error': () => {
    throw new NamedError('no');
  },
  'reject object': () => Promise.reject({ code: 7 }),
  'reject text': () => Promise.reject('text'),
  'reject nothing': () => Promise.reject(undefined),
  'reject error-like': () =>
    Promise.reject({ name: 'Foreign', message: 'from elsewhere', stack: 'Foreign: from elsewhere\n    at x' }),
  'reject bare object': () => Promise.reject(Object.create(null)),
  never: () => new Promise(() => {}),
  'a timer that never settles': () => new Promise(() => setTimeout(() => {}, 30)),
  'unhandled rejection': async () => {
    void Promise.reject(new TypeError('nobody caught this'));
    await new Promise((resolve) => setTimeout(resolve, 500));
  },
  'uncaught exception': async () => {
    setTimeout(() => {
      throw new TypeError('thrown outside');
    }, 1);
    await new Promise((resolve) => setTimeout(resolve, 500));
  },
  exit: () => process.exit(3),
  callbacks: (_event, context) => ['succeed', 'fail', 'done'].map((name) => typeof context[name]),
  'callback argument': (_event, _context, more) => more.length,
  context: (_event, context) => Object.keys(context).sort(),
  tenant: (_event, context) => context.tenantId ?? null,
  'log text': () => {
    console.log('two\nlines', { a: 1 });
    console.warn('careful');
    console.error(new RangeError('bad'));
    console.debug('detail');
    console.trace('trace');
  },
  'log as JSON': () => {
    console.log('text');
    console.log({ order: 1 });
    console.info('with %s', 'more', { a: 1 });
    console.error('failed', new RangeError('bad'));
    console.error(new RangeError('alone'));
    console.log(1n);
    console.debug('below the level');
  },
};

export const handler = async (event, context, ...more) => actions[event.do](event, context, more);

export const notAFunction = 42;
