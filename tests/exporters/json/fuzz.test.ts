import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_LINE_BYTES } from '../../../exporters/json/fit-line.js';
import { toJson } from '../../../exporters/json/json-value.js';
import { formatLine } from '../../../exporters/json/line.js';

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
  withUnicodeString: true,
});

const leaf = fc.oneof(
  anything,
  fc.string({ unit: 'binary' }).map((message) => new Error(message)),
  fc.func(anything),
  fc.constant(Symbol('symbol')),
  anything.map((value) => ({
    toJSON: () => {
      throw value;
    },
  })),
  fc.string().map((key) =>
    Object.defineProperty({}, key, {
      enumerable: true,
      get: () => {
        throw key;
      },
    }),
  ),
  fc.string().map(
    (key) =>
      new Proxy(
        { [key]: 1 },
        {
          get: () => {
            throw key;
          },
        },
      ),
  ),
);

/** Values inside values, some of which refer back to where they are. */
const tangled = fc.letrec<{ tree: unknown; node: unknown }>((tie) => ({
  tree: fc.oneof({ maxDepth: 4 }, leaf, tie('node')),
  node: fc.tuple(fc.dictionary(fc.string(), tie('tree')), fc.boolean()).map(([node, loops]) => {
    if (loops) node.back = node;
    return node;
  }),
})).tree;

const isOneLine = (text: string): boolean => !/[\n\r\u2028\u2029\u0085]/.test(text);

describe('a line', () => {
  it('is one line of JSON whatever the values are', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), tangled), (record) => {
        const line = formatLine(new Map(Object.entries(record)));
        expect(isOneLine(line)).toBe(true);
        expect(JSON.parse(line)).toBeTypeOf('object');
      }),
      { numRuns: 500 },
    );
  });

  it('is what JSON.stringify makes of plain data, but for undefined, null and empty text at the top', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue({ noUnicodeString: false })), (record) => {
        const entries = Object.entries(record);
        const shown = entries.filter(([, value]) => value !== null && value !== '');
        const line = formatLine(new Map(entries));
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(Object.fromEntries(shown))));
      }),
      { numRuns: 500 },
    );
  });

  it('is never longer than its limit, and keeps every key that has room', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.oneof(fc.string({ unit: 'binary', maxLength: 3000 }), anything)),
        fc.integer({ min: 400, max: 4000 }),
        (record, maxBytes) => {
          const line = formatLine(new Map(Object.entries(record)), { maxBytes });
          expect(Buffer.byteLength(line)).toBeLessThanOrEqual(maxBytes);
          expect(isOneLine(line)).toBe(true);
          expect(JSON.parse(line)).toBeTypeOf('object');
        },
      ),
      { numRuns: 500 },
    );
  });

  it('is one line of JSON whatever a replacer answers', () => {
    fc.assert(
      fc.property(tangled, fc.func(anything), (value, replace) => {
        const replacer = (key: string, found: unknown): unknown => replace(key, typeof found);
        const line = formatLine(new Map([['value', value]]), {
          replacer: (key, found) => (key === '' ? found : replacer(key, found)),
        });
        expect(isOneLine(line)).toBe(true);
        JSON.parse(line);
      }),
      { numRuns: 200 },
    );
  });

  it('has text for every value but undefined', () => {
    fc.assert(
      fc.property(tangled, (value) => {
        if (value !== undefined) expect(toJson(value)).toBeTypeOf('string');
      }),
      { numRuns: 500 },
    );
  });
});

describe('a line that is too long', () => {
  it('loses the largest values first, and says so', () => {
    const line = formatLine(
      new Map<string, unknown>([
        ['message', 'short'],
        ['medium', 'm'.repeat(1000)],
        ['payload', { items: Array.from({ length: 50_000 }, (_, index) => ({ index })) }],
        ['trace_id', 'a'.repeat(32)],
      ]),
    );
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_LINE_BYTES);
    const shown = JSON.parse(line);
    expect(shown).toMatchObject({ message: 'short', medium: 'm'.repeat(1000), trace_id: 'a'.repeat(32) });
    expect(shown.payload).toMatch(/^\{"items":\[\{"index":0\}.*… \[cut: \d+ bytes\]$/);
    expect(Buffer.byteLength(line)).toBeGreaterThan(MAX_LINE_BYTES * 0.8);
  });

  it.each([
    ['short values', 50_000, 0],
    ['values that do not fit even cut short', 4000, 'v'.repeat(500)],
  ])('still is one when it is nothing but keys with %s, and says how many it leaves out', (_, count, value) => {
    const line = formatLine(new Map(Array.from({ length: count }, (_item, index) => [`key-${index}`, value])));
    expect(Buffer.byteLength(line)).toBeLessThanOrEqual(MAX_LINE_BYTES);
    const { '[Cut]': note, ...shown } = JSON.parse(line);
    expect(shown).toHaveProperty('key-0');
    expect(Object.keys(shown).length).toBeLessThan(count);
    expect(note).toBe(`${count - Object.keys(shown).length} keys`);
  });

  it('cuts a name that fills the line alone, and keeps the keys behind it', () => {
    const line = formatLine(
      new Map([
        ['message', 'short'],
        ['n'.repeat(300_000), 'named'],
        ['trace_id', 'a'.repeat(32)],
      ]),
    );
    const [, [name, value] = ['', ''], last] = Object.entries(JSON.parse(line));
    expect(name).toMatch(/^n{100,}… \[cut: 300000 bytes\]$/);
    expect(value).toBe('named');
    expect(last).toEqual(['trace_id', 'a'.repeat(32)]);
  });
});
