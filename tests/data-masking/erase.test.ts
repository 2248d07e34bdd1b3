import { DiagLogLevel, diag } from '@opentelemetry/api';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import {
  DataMasking,
  DataMaskingEncryptionError,
  DataMaskingFieldNotFoundError,
  DataMaskingUnsupportedTypeError,
  DEFAULT_MASK_VALUE,
  type EraseOptions,
} from '../../src/data-masking/index.js';

const masking = new DataMasking();
const M = DEFAULT_MASK_VALUE;

const parsed = (json: string): unknown => JSON.parse(json);

describe('erase', () => {
  // What Powertools makes of each, but for the last five.
  it.each<readonly [what: string, data: unknown, options: EraseOptions | undefined, expected: unknown]>([
    ['null', null, undefined, null],
    ['undefined', undefined, { fields: ['a'] }, undefined],
    ['an object as a whole', { a: 1 }, undefined, M],
    ['an object with nothing asked for', { a: 1 }, {}, M],
    ['a list as a whole', [1, 'b', null], undefined, [M, M, M]],
    ['a text', 'secret', undefined, M],
    ['a text by a rule', 'secret', { dynamicMask: true }, '******'],
    ['every value by a rule', { a: 'ab', b: [1, { c: null }] }, { customMask: '#' }, { a: '#', b: ['#', { c: null }] }],
    ['no field at all', { a: 1 }, { fields: [] }, { a: 1 }],
    ['a field', { a: { b: 1, c: 2 } }, { fields: ['a.b'] }, { a: { b: M, c: 2 } }],
    ['a field that is null', { a: null }, { fields: ['a'] }, { a: M }],
    ['a field that is null, by a rule', { a: null }, { fields: ['a'], customMask: '#' }, { a: null }],
    ['a field by the rule for all', { a: 'abc', b: 'x' }, { fields: ['a'], dynamicMask: true }, { a: '***', b: 'x' }],
    ['a field that is an object', { a: { b: 1 } }, { fields: ['a'] }, { a: M }],
    ['an object by its length', { a: { b: 1 } }, { maskingRules: { a: { dynamicMask: true } } }, { a: '*'.repeat(15) }],
    ['a number by its length', { a: 1234 }, { maskingRules: { a: { dynamicMask: true } } }, { a: '****' }],
    [
      'a part of a text',
      { email: 'jane@example.com' },
      { maskingRules: { email: { regexPattern: /(.)(.+?)(@.*)/, maskFormat: '$1****$3' } } },
      { email: 'j****@example.com' },
    ],
    ['a field by the empty rule', { a: 'x' }, { maskingRules: { a: {} } }, { a: M }],
    ['a field that is not there, by a rule', { a: 'x' }, { maskingRules: { 'b.c': { customMask: '#' } } }, { a: 'x' }],
    [
      'a field by its own rule first',
      { a: 'x', b: 'y' },
      { fields: ['a', 'b'], maskingRules: { a: { customMask: '#' } } },
      { a: '#', b: M },
    ],
    [
      'items of a list',
      { l: [{ x: 1 }, { y: 2 }, { x: 3 }] },
      { fields: ['l[*].x'] },
      { l: [{ x: M }, { y: 2 }, { x: M }] },
    ],
    ['items of the data', [{ a: 1 }, { a: 2 }], { fields: ['[*].a'] }, [{ a: M }, { a: M }]],
    [
      'members of a map',
      { m: { a: { v: 1 }, b: { v: 2 } } },
      { fields: ['m.*.v'] },
      { m: { a: { v: M }, b: { v: M } } },
    ],
    ['an item by its index', { l: [{ x: 1 }, { x: 2 }] }, { fields: ['l.1.x'] }, { l: [{ x: 1 }, { x: M }] }],
    ['items of a list with nothing in it', { l: [] }, { fields: ['l[*].x', 'l[*].x[*].y'] }, { l: [] }],
    [
      'an item by its index in brackets',
      { l: [{ x: 1 }, { x: 2 }] },
      { fields: ['l[1].x'] },
      { l: [{ x: 1 }, { x: M }] },
    ],
    ['a key with a dot', { 'a.b': { c: 1 } }, { fields: ['["a.b"].c'] }, { 'a.b': { c: M } }],
    ['a key that is a star', { '*': 1, b: 2 }, { fields: ['["*"]'] }, { '*': M, b: 2 }],
    ['a date by a rule for all', { a: new Date(0) }, { customMask: '#' }, { a: '#' }],
    [
      'a member named __proto__, which is data',
      parsed('{"__proto__":{"a":1},"b":2}'),
      { fields: ['__proto__.a', 'b'] },
      parsed('{"__proto__":{"a":"*****"},"b":"*****"}'),
    ],
  ])('masks %s', (_what, data, options, expected) => {
    const before = structuredClone(data);
    const erased = options === undefined ? masking.erase(data) : masking.erase(data, options);
    expect(erased).toStrictEqual(expected);
    expect(data).toStrictEqual(before);
  });

  it.each([
    'b',
    'a.b',
    'a[*]',
    'l[*].x',
    'l.5',
    '__proto__',
    '__proto__.hasOwnProperty',
    'constructor.name',
    'a.length',
  ])('finds no field %s that the data itself has not', (expression) => {
    expect(() => masking.erase({ a: 'text', l: [1, 2] }, { fields: [expression] })).toThrow(
      new DataMaskingFieldNotFoundError(`Field not found: '${expression}'`),
    );
    expect(typeof {}.hasOwnProperty).toBe('function');
  });

  it('cannot copy a function', () => {
    expect(() => masking.erase({ a: 1, run: () => 1 }, { fields: ['a'] })).toThrow(DataMaskingUnsupportedTypeError);
  });

  it('masks in data that leads back to itself', () => {
    const data: Record<string, unknown> = { name: 'Jane' };
    data.self = data;
    expect(masking.erase(data, { fields: ['name'] })).toMatchObject({ name: M, self: { name: M } });
  });

  it('leaves no value under a wildcard, and every other one alone', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.record({ secret: fc.jsonValue(), kept: fc.jsonValue() })), (people) => {
        const erased = masking.erase({ people }, { fields: ['people.*.secret'] }).people;
        expect(Object.keys(erased)).toEqual(Object.keys(people));
        for (const [key, { secret, kept }] of Object.entries(erased)) {
          expect(secret).toBe(M);
          expect(kept).toEqual(people[key]?.kept);
        }
      }),
    );
  });

  it('finds every key by its name in quotes', () => {
    fc.assert(
      fc.property(fc.string(), (key) => {
        const data = Object.fromEntries([[key, 'secret']]);
        const quoted = key.replaceAll(/["\\]/g, '\\$&');
        expect(Object.values(masking.erase(data, { fields: [`["${quoted}"]`] }))).toEqual([M]);
      }),
    );
  });
});

describe('a field that is not there', () => {
  afterEach(() => diag.disable());

  it('is a warning with throwOnMissingField: false', () => {
    const warnings: unknown[] = [];
    const silent = () => {};
    diag.setLogger(
      { error: silent, warn: (message) => warnings.push(message), info: silent, debug: silent, verbose: silent },
      { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true },
    );
    const lenient = new DataMasking({ throwOnMissingField: false });
    expect(lenient.erase({ a: 1, b: 2 }, { fields: ['missing', 'b'] })).toEqual({ a: 1, b: M });
    expect(warnings).toEqual(["otel-powertools data masking: Field not found: 'missing'"]);
  });
});

describe('encryption', () => {
  it('is refused, and what to do instead is said', async () => {
    await expect(masking.encrypt()).rejects.toThrow(DataMaskingEncryptionError);
    await expect(masking.decrypt()).rejects.toThrow('@aws-crypto/client-node');
  });
});
