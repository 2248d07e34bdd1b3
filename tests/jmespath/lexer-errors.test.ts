import { search as searchOfPowertools } from '@aws-lambda-powertools/jmespath';
import { JMESPathError, LexerError, search } from 'otel-powertools/jmespath';
import { describe, expect, it } from 'vitest';

const failureOf = (run: () => unknown) => {
  try {
    run();
  } catch (error) {
    return { ...(error as LexerError), name: (error as Error).name, message: (error as Error).message };
  }
  throw new Error('It was taken');
};

describe('what is not part of JMESPath', () => {
  it.each([
    '#',
    'a#',
    'a %',
    '$',
    'a.$',
    'a.é',
    'a ? b',
    '{a:?}',
    '\\',
    'a\\b',
    '😀',
    'a = b',
    'a[?b=1]',
    '-',
    'foo[-]',
    'a - b',
    'foo-bar',
    '`',
    '`abc',
    'a[?x == `]',
    "'",
    "a == 'abc",
    "'\\'",
    '"',
    'ab"c',
    '`foo`',
    '`{"a"`',
    '`1.`',
    '"a b" #',
    '`{}` #',
  ])('is refused as by Powertools: %s', (expression) => {
    const theirs = failureOf(() => searchOfPowertools(expression, {}));
    const ours = failureOf(() => search(expression, {}));
    expect(ours).toEqual(theirs);
    expect(ours.name).toBe('LexerError');
  });

  it('has the reason as its cause, where JSON has one', () => {
    expect(() => search('`1.`', {})).toThrow(expect.objectContaining({ cause: expect.any(SyntaxError) }));
  });

  it('is an error of ours, also where Powertools lets one of JSON.parse through', () => {
    expect(() => search('"a\\x"', {})).toThrow(LexerError);
    expect(() => search('"a\\x"', {})).toThrow(JMESPathError);
  });
});
