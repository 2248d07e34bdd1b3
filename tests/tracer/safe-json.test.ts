import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeJson } from '../../src/tracer/values/safe-json.js';

const plenty = 1_000_000;
const written = (value: unknown, limit = plenty) => JSON.parse(safeJson(value, limit) ?? 'null');

describe('safeJson', () => {
  it('writes what JSON can tell as JSON tells it', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(safeJson(value, plenty)).toBe(JSON.stringify(value));
      }),
    );
  });

  const circular: { self?: unknown; other: unknown } = { other: 1 };
  circular.self = circular;
  const shared = { id: 1 };
  const error = Object.assign(new RangeError('too far', { cause: 'wind' }), { code: 42 });

  it.each<[string, unknown, unknown]>([
    ['a cycle', circular, { self: '[circular]', other: 1 }],
    ['the same object twice', [shared, shared], [{ id: 1 }, { id: 1 }]],
    ['a BigInt', { total: 12n }, { total: '12' }],
    [
      'a Map',
      new Map<unknown, unknown>([
        ['a', 1],
        [2, { b: new Map() }],
      ]),
      { a: 1, 2: { b: {} } },
    ],
    ['a Set', new Set([1, 'a']), [1, 'a']],
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an invalid date', new Date(Number.NaN), null],
    ['bytes', Buffer.from('secret'), '[6 bytes]'],
    ['what has no form', { f: () => {}, s: Symbol('s'), u: undefined, list: [undefined] }, { list: [null] }],
    ['what is no number', [Number.NaN, Number.POSITIVE_INFINITY], [null, null]],
    ['an object with its own form', { toJSON: () => ({ own: 1n }) }, { own: '1' }],
    [
      'an error',
      { error },
      { error: { name: 'RangeError', message: 'too far', code: 42, cause: 'wind', stack: error.stack } },
    ],
    [
      'keys of ill repute',
      JSON.parse('{"__proto__":{"x":1},"constructor":2}'),
      JSON.parse('{"__proto__":{"x":1},"constructor":2}'),
    ],
  ])('writes %s', (_what, value, expected) => {
    expect(written(value)).toEqual(expected);
  });

  it.each<[string, unknown]>([
    [
      'getter',
      Object.defineProperty({}, 'x', {
        enumerable: true,
        get: () => {
          throw new Error('no');
        },
      }),
    ],
    [
      'toJSON',
      {
        x: {
          toJSON: () => {
            throw new Error('no');
          },
        },
      },
    ],
    [
      'proxy',
      {
        x: new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error('no');
            },
          },
        ),
      },
    ],
  ])('marks a %s that throws, and writes the rest', (_what, value) => {
    expect(written({ before: 1, value, after: 2 })).toEqual({ before: 1, value: { x: '[unreadable]' }, after: 2 });
  });

  it('goes no deeper than anybody reads', () => {
    let value: unknown = 'bottom';
    for (let depth = 0; depth < 100_000; depth += 1) value = { value };
    expect(safeJson(value, plenty)).toContain('[too deep]');
  });

  it('writes no more than it may, give or take its marks, and always JSON', () => {
    const anything = fc.anything({
      withBigInt: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
    });
    fc.assert(
      fc.property(anything, fc.integer({ min: 0, max: 500 }), (value, limit) => {
        const json = safeJson(value, limit);
        if (json !== undefined) JSON.parse(json);
      }),
    );
    for (const big of [
      'x'.repeat(plenty),
      Array(plenty).fill(1),
      // Six characters each in JSON.
      Array.from({ length: 100 }, () => '\u0001'.repeat(20)),
      Object.fromEntries(Array.from({ length: 50_000 }, (_, n) => [`key${n}`, { n }])),
    ]) {
      expect(safeJson(big, 1_000)?.length).toBeLessThan(1_200);
    }
  });

  it('says how much is missing', () => {
    expect(written('abcdef', 4)).toBe('abcd[truncated 2 characters]');
    expect(written([1, 2, 3, 4], 7)).toEqual([1, 2, 3, '[truncated 1 items]']);
  });

  it('cuts no character in two', () => {
    expect(written('ab😀', 3)).toBe('ab[truncated 2 characters]');
  });
});
