import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import {
  ArityError,
  EmptyExpressionError,
  IncompleteExpressionError,
  JMESPathError,
  JMESPathTypeError,
  LexerError,
  ParseError,
  search,
  UnknownFunctionError,
  VariadicArityError,
} from 'otel-powertools/jmespath';
import { describe, expect, it } from 'vitest';

describe('search', () => {
  it.each([
    ['@.a', { a: 1 }, 1],
    ['length(@.a)', { a: [1, 2] }, 2],
    ['(@.a || @.b)', { b: 2 }, 2],
    ['sort_by(@.a, &@.n)[*].n', { a: [{ n: 2 }, { n: 1 }] }, [1, 2]],
    ['"a@b"', { 'a@b': 1 }, 1],
    [`'it\\'s Ann\\'s'`, null, "it's Ann's"],
    ['`"a\\`b\\`c"`', null, 'a`b`c'],
    ['a\r\n.b', { a: { b: 1 } }, 1],
  ])('understands %s', (expression, data, result) => {
    expect(search(expression, data)).toEqual(result);
  });

  it.each([
    ['contains(a, `{"b": 1}`)', { a: [{ b: 1 }] }, true],
    ['contains(a, `1`)', { a: 'abc1' }, false],
    ['map(&a, @)', [{ a: 0 }, { a: false }, { a: '' }, {}], [0, false, '', null]],
    ['not_null(a, b)', { a: null, b: 0 }, 0],
    ['avg(@)', [], null],
    ['sort(@)', ['b', 'é', 'a', 'B', '\u{1f600}', '\uffff'], ['B', 'a', 'b', 'é', '\uffff', '\u{1f600}']],
    ['to_number(@)', '', null],
    ['to_number(@)', ' 5 ', null],
    ['to_number(@)', '0x10', null],
    ['to_number(@)', '-1.5e3', -1500],
    ['length(@)', 'a\u{1f600}', 2],
    ['reverse(@)', 'a\u{1f600}', '\u{1f600}a'],
    ['`[1]` < `2`', null, null],
    ['"" ', { '': 1 }, 1],
  ])('follows the specification in %s over %j', (expression, data, result) => {
    expect(search(expression, data)).toEqual(result);
  });

  it.each(['constructor', 'toString', '__proto__', '@.constructor', 'a.toString', 'a.length'])(
    'finds no %s that is not data',
    (expression) => {
      expect(search(expression, { a: [] })).toBeNull();
    },
  );

  it('finds keys called __proto__ and constructor that are data, and makes them', () => {
    const data: unknown = JSON.parse('{"__proto__":{"admin":true},"constructor":1}');
    expect(search('__proto__.admin', data)).toBe(true);
    expect(search('constructor', data)).toBe(1);
    for (const expression of ['{__proto__: @.constructor}', 'merge(`{"__proto__": 1}`)']) {
      const made = search(expression, data);
      expect(JSON.stringify(made)).toBe('{"__proto__":1}');
      expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
    }
  });

  it('gives null for what is not there, whatever the data is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (data) => {
        expect(search('no_such_key_at_all.either', data)).toBeNull();
      }),
    );
  });

  it('changes neither its data nor what it gives later', () => {
    const data = Object.freeze({ list: Object.freeze([3, 1, 2]) });
    expect(search('sort(list)', data)).toEqual([1, 2, 3]);
    expect(search('reverse(list)', data)).toEqual([2, 1, 3]);
    const literal = search('`{"a": [1]}`', null) as { a: number[] };
    literal.a.push(2);
    expect(search('`{"a": [1]}`', null)).toEqual({ a: [1] });
  });

  it('finds what JSON.parse makes of any key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (key) => {
        const data = Object.fromEntries([[key, 'here']]);
        expect(search(JSON.stringify(key), data)).toBe('here');
        expect(search(`@ == \`${JSON.stringify(key).replaceAll('`', '\\`')}\``, key)).toBe(true);
      }),
    );
  });

  it('throws nothing but its own errors for any expression', () => {
    const text = fc.string({ unit: fc.constantFrom(...'ab.*[]{}()|&!@<>=,:?-0\'"`\\ #') });
    fc.assert(
      fc.property(text, (expression) => {
        try {
          search(expression, { a: [{ b: 1 }] });
        } catch (error) {
          expect(error).toBeInstanceOf(JMESPathError);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('keeps apart the expressions of a program that makes thousands of them', () => {
    for (let index = 0; index < 2000; index++)
      expect(search(`[${index % 700}]`, [index])).toBe(index % 700 === 0 ? index : null);
  });
});

describe('an expression that is wrong', () => {
  it.each([
    ['', IncompleteExpressionError],
    ['a ||', IncompleteExpressionError],
    ['abs(a', IncompleteExpressionError],
    ['foo[', IncompleteExpressionError],
    ['a.', ParseError],
    ['a b', ParseError],
    ['f(a b)', ParseError],
    ['abs(a,)', ParseError],
    ['[a b]', ParseError],
    ['{a: b c: d}', ParseError],
    ['(a)(b)', ParseError],
    ['a@', ParseError],
    ['"a"(b)', ParseError],
    ['()', ParseError],
    ['[1-2]', ParseError],
    ['[-]', LexerError],
    ['[:::]', ParseError],
    ['&a', ParseError],
    ['a[::0]', JMESPathError],
    ['a = b', LexerError],
    ['a # b', LexerError],
    ["'open", LexerError],
    ['`[1`', LexerError],
    ['`bare`', LexerError],
    ['"\\x"', LexerError],
    ['abs()', ArityError],
    ['abs(a, b)', ArityError],
    ['not_null()', VariadicArityError],
    ['nothing(a)', UnknownFunctionError],
    ['[][].nothing(a)', UnknownFunctionError],
    ['abs(&a)', JMESPathTypeError],
    ['type(&a)', JMESPathTypeError],
    ['abs(a)', JMESPathTypeError],
    ['merge(`{}`, `[1]`)', JMESPathTypeError],
    ['sort(`[1, "a"]`)', JMESPathTypeError],
    ['sum(`[true]`)', JMESPathTypeError],
    [`${'('.repeat(20000)}a${')'.repeat(20000)}`, ParseError],
    [`a${'.a'.repeat(50000)}`, ParseError],
  ])('%.20s is refused as what it is', (expression, errorClass) => {
    expect(() => search(expression, {})).toThrow(errorClass);
    expect(() => search(expression, {})).toThrow(expect.objectContaining({ name: errorClass.name, expression }));
  });

  it.each([
    ["'a long literal' b", ParseError, { lexPosition: 17 }],
    ["'a' == `\"b\"` && '' c", ParseError, { lexPosition: 19 }],
    ['"é" # b', LexerError, { lexerPosition: 4, lexerValue: '#' }],
    ['\'long literal\' || "a = b" = c', LexerError, { lexerPosition: 26, lexerValue: '=' }],
    ["a || 'open", LexerError, { lexerPosition: 5, lexerValue: "'open" }],
  ])('%s is told with the place', (expression, errorClass, place) => {
    expect(() => search(expression, {})).toThrow(errorClass);
    expect(() => search(expression, {})).toThrow(expect.objectContaining(place));
  });

  it.each([undefined, null, 3, {}])('%j is no expression', (expression) => {
    expect(() => search(expression as string, {})).toThrow(EmptyExpressionError);
  });

  it('is told of without the data', () => {
    const attempt = () => search('abs(card)', { card: '4111 1111' });
    expect(attempt).toThrow('abs() takes number but was given string in expression: abs(card)');
    try {
      attempt();
    } catch (error) {
      expect(JSON.stringify(error)).not.toContain('4111');
      expect(error).toMatchObject({ functionName: 'abs', actualType: 'string', expectedTypes: ['number'] });
    }
  });
});

describe('the decoding functions', () => {
  const base64 = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64');

  it.each([
    ['powertools_json(@)', '{"a":[1]}', { a: [1] }],
    ['powertools_json(@)', 'null', null],
    ['powertools_base64(@)', base64('héllo'), 'héllo'],
    ['powertools_base64(@)', '', ''],
    ['powertools_base64_gzip(@)', base64(gzipSync('héllo')), 'héllo'],
    ['powertools_json(powertools_base64_gzip(@)).a', base64(gzipSync('{"a":1}')), 1],
  ])('%s decodes %j', (expression, text, decoded) => {
    expect(search(expression, text)).toEqual(decoded);
  });

  it.each([
    ['powertools_json(@)', '{'],
    ['powertools_json(@)', ''],
    ['powertools_base64(@)', 'aGk'],
    ['powertools_base64(@)', 'a_-='],
    ['powertools_base64(@)', '===='],
    ['powertools_base64_gzip(@)', base64('not gzip')],
    ['powertools_base64_gzip(@)', '!'],
  ])('%s gives undefined for %j', (expression, text) => {
    expect(search(expression, text)).toBeUndefined();
    expect(search(`${expression} || 'default'`, text)).toBe('default');
    expect(search(`${expression} == \`null\``, text)).toBe(true);
  });

  it('keep the place of a record that cannot be decoded', () => {
    const records = [{ body: '{"id":1}' }, { body: '{' }, { body: '{"id":3}' }];
    expect(search('[*].powertools_json(body)', records)).toEqual([{ id: 1 }, undefined, { id: 3 }]);
  });

  it('refuse what is not text', () => {
    expect(() => search('powertools_json(body)', {})).toThrow(JMESPathTypeError);
  });
});
