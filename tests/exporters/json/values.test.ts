import { describe, expect, it } from 'vitest';
import { toJson } from '../../../exporters/json/json-value.js';

const read = (value: unknown): unknown => JSON.parse(toJson(value) ?? 'null');

class Point {
  x = 1;
  #hidden = 2;
  get sum(): number {
    return this.x + this.#hidden;
  }
}

class Secretive {
  #hidden = 1;
  reveal(): number {
    return this.#hidden;
  }
}

const circular: Record<string, unknown> = { name: 'outer' };
circular.self = circular;
circular.list = [circular];

const deep = (levels: number): unknown => (levels === 0 ? 'bottom' : { next: deep(levels - 1) });

const throwing = Object.defineProperty({ fine: 1 }, 'bad', {
  enumerable: true,
  get: () => {
    throw new Error('no access');
  },
});

const hostile = new Proxy(
  {},
  {
    ownKeys: () => {
      throw new TypeError('trap');
    },
  },
);

describe('a value in a log line', () => {
  it.each<[string, unknown, unknown]>([
    ['text', 'a "quoted" \\ line\n', 'a "quoted" \\ line\n'],
    ['a number', -0.5, -0.5],
    ['NaN', Number.NaN, 'NaN'],
    ['infinity', Number.NEGATIVE_INFINITY, '-Infinity'],
    ['a bigint', 12345678901234567890n, '12345678901234567890'],
    ['a symbol', Symbol('why'), 'Symbol(why)'],
    ['a function', function compute() {}, '[Function: compute]'],
    ['a class', Point, '[Function: Point]'],
    ['null', null, null],
    ['undefined in an object', { a: undefined, b: 1 }, { b: 1 }],
    ['undefined in a list', [undefined, 1], [null, 1]],
    ['a sparse list', Object.assign(new Array(3), { 0: 1, 2: 2 }), [1, null, 2]],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(Number.NaN), 'Invalid Date'],
    ['a URL', new URL('https://example.com/a?b=1'), 'https://example.com/a?b=1'],
    ['search parameters', new URLSearchParams({ a: '1', b: '2' }), 'a=1&b=2'],
    ['headers', new Headers({ 'x-a': '1' }), { 'x-a': '1' }],
    [
      'several cookies',
      new Headers([
        ['set-cookie', 'a=1'],
        ['set-cookie', 'b=2'],
      ]),
      { 'set-cookie': ['a=1', 'b=2'] },
    ],
    ['a regular expression', /a+/gi, '/a+/gi'],
    ['a map with text keys', new Map([['a', 1]]), { a: 1 }],
    [
      'a map with mixed keys',
      new Map<unknown, unknown>([
        [1, 'a'],
        [true, 'b'],
      ]),
      { 1: 'a', true: 'b' },
    ],
    [
      'a map whose keys read the same',
      new Map<unknown, unknown>([
        [1, 'a'],
        ['1', 'b'],
      ]),
      [
        [1, 'a'],
        ['1', 'b'],
      ],
    ],
    ['a map with objects as keys', new Map([[{ id: 1 }, 'a']]), [[{ id: 1 }, 'a']]],
    ['a set', new Set([1, 'a', new Set([2n])]), [1, 'a', ['2']]],
    ['bytes', new Uint8Array([1, 2, 255]), 'AQL/'],
    ['a buffer', Buffer.from('hello'), 'aGVsbG8='],
    ['an array buffer', new Uint8Array([1, 2, 255]).buffer, 'AQL/'],
    ['a data view', new DataView(new Uint8Array([1, 2, 255]).buffer, 1), 'Av8='],
    ['a typed array', new Float64Array([0.5, 1]), [0.5, 1]],
    ['a list of big integers', new BigInt64Array([1n]), ['1']],
    ['a boxed number', Object(1), 1],
    ['an instance', new Point(), { x: 1 }],
    ['an instance that shows nothing', new Secretive(), '[Secretive]'],
    ['a promise', Promise.resolve(1), '[Promise]'],
    ['a weak map', new WeakMap(), '[WeakMap]'],
    ['an empty object', {}, {}],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
    ['toJSON', { toJSON: () => ({ a: 1n }) }, { a: '1' }],
    [
      'toJSON that throws',
      {
        toJSON: () => {
          throw new Error('no');
        },
      },
      '[Unreadable: toJSON threw: no]',
    ],
    ['toJSON that answers nothing', { toJSON: () => undefined }, null],
    ['a getter that throws', throwing, { fine: 1, bad: '[Unreadable: no access]' }],
    ['a proxy that throws', hostile, '[Unreadable Object: trap]'],
    ['a circle', circular, { name: 'outer', self: '[Circular]', list: ['[Circular]'] }],
    ['an object met twice', ((shared) => [shared, shared])({ a: 1 }), [{ a: 1 }, { a: 1 }]],
  ])('is readable when it is %s', (_name, value, expected) => {
    expect(read(value)).toEqual(expected);
  });

  it('keeps a key named __proto__ as data', () => {
    const text = toJson(JSON.parse('{"__proto__":{"admin":true},"constructor":1}'));
    expect(text).toBe('{"__proto__":{"admin":true},"constructor":1}');
  });

  it('says where it was cut when it is too deep', () => {
    const text = toJson(deep(5000)) ?? '';
    expect(text).toContain('[Cut: deeper than 64 levels]');
    expect(text.length).toBeLessThan(1000);
  });

  it('ends even where every level refers twice to the next', () => {
    let bomb: unknown = 'boom';
    for (let level = 0; level < 40; level += 1) bomb = { a: bomb, b: bomb };
    const text = toJson(bomb) ?? '';
    expect(text).toContain('too many values');
    expect(JSON.parse(text)).toBeTypeOf('object');
  });

  it('ends where an iterator does not', () => {
    class Endless extends Set<number> {
      override *[Symbol.iterator](): SetIterator<number> {
        for (;;) yield 1;
      }
    }
    expect(toJson(new Endless())).toMatch(/,1,"\[Cut: too many values\]"\]$/);
  });

  it('leaves nothing in a text that breaks a line or moves a cursor', () => {
    const every = Array.from({ length: 0x2100 }, (_, code) => String.fromCharCode(code)).join('');
    const text = toJson(every) ?? '';
    expect(text).not.toMatch(/[\p{Cc}\u2028\u2029]/u);
    expect(JSON.parse(text)).toBe(every);
  });

  it('is text also where half of a character is missing', () => {
    expect(read('\ud83d')).toBe('\ud83d');
    expect(Buffer.from(toJson('\ud83d') ?? '').toString()).not.toContain('\ufffd');
  });
});

describe('an error in a log line', () => {
  it('shows name, location, message and stack, in this order', () => {
    const error = new RangeError('out of range');
    const shown = read(error) as Record<string, unknown>;
    expect(Object.keys(shown)).toEqual(['name', 'location', 'message', 'stack']);
    expect(shown).toMatchObject({ name: 'RangeError', message: 'out of range', stack: error.stack });
    expect(shown.location).toMatch(/values\.test\.ts:\d+$/);
  });

  it('shows its own properties and its cause, whatever that is', () => {
    const error = Object.assign(new Error('outer', { cause: new TypeError('inner', { cause: 'why' }) }), {
      code: 'E_OUT',
      retries: 3n,
    });
    expect(read(error)).toMatchObject({
      cause: { name: 'TypeError', message: 'inner', cause: 'why' },
      code: 'E_OUT',
      retries: '3',
    });
  });

  it('shows every error of an AggregateError', () => {
    const error = new AggregateError([new Error('first'), 'second'], 'several');
    expect(read(error)).toMatchObject({ name: 'AggregateError', errors: [{ message: 'first' }, 'second'] });
  });

  it('ends where an error is its own cause', () => {
    const error = new Error('round');
    error.cause = { error };
    expect(read(error)).toMatchObject({ message: 'round', cause: { error: '[Circular]' } });
  });

  it('is shown where its getters throw', () => {
    const error = new Error('half');
    Object.defineProperty(error, 'stack', {
      get: () => {
        throw new Error('no stack');
      },
    });
    expect(read(error)).toMatchObject({ name: 'Error', message: 'half' });
  });

  it.each([
    ['a named function', 'Error: x\n    at handler (/var/task/index.js:12:5)', '/var/task/index.js:12'],
    ['the top level of a module', 'Error: x\n    at file:///var/task/index.mjs:3:1', 'file:///var/task/index.mjs:3'],
    ['an async frame', 'Error: x\n    at async /var/task/index.js:7:3', '/var/task/index.js:7'],
    ['Windows', 'Error: x\n    at f (C:\\task\\index.js:9:1)', 'C:\\task\\index.js:9'],
    ['frames without a place first', 'Error: x\n    at new Promise (<anonymous>)\n    at f (/a.js:1:2)', '/a.js:1'],
    ['a message that looks like a frame', 'Error: see\n  at 5 (no)\n    at f (/a.js:1:2)', '/a.js:1'],
    ['no frame at all', 'Error: x', ''],
  ])('knows its location from %s', (_name, stack, location) => {
    const error = new Error('x');
    error.stack = stack;
    expect(read(error)).toMatchObject({ location });
  });
});
