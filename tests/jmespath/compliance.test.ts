import { readdirSync, readFileSync } from 'node:fs';
import {
  ArityError,
  JMESPathError,
  JMESPathTypeError,
  LexerError,
  ParseError,
  search,
  UnknownFunctionError,
} from 'otel-powertools/jmespath';
import { describe, expect, it } from 'vitest';

interface Case {
  readonly expression: string;
  readonly result?: unknown;
  readonly error?: string;
  readonly bench?: string;
}

interface Suite {
  readonly given: unknown;
  readonly cases: readonly Case[];
}

const folder = new URL('./compliance/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));

const errorClasses: Record<string, readonly (new (...args: never[]) => Error)[]> = {
  syntax: [ParseError, LexerError],
  'invalid-arity': [ArityError],
  'invalid-type': [JMESPathTypeError],
  'invalid-value': [JMESPathError],
  'unknown-function': [UnknownFunctionError],
};

describe.each(files)('compliance suite %s', (file) => {
  const suites: Suite[] = JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
  const cases = suites.flatMap(({ given, cases }) => cases.map((one) => ({ given, ...one })));

  it.each(cases)('$expression', ({ given, expression, result, error, bench }) => {
    const before = JSON.stringify(given);
    if (error) {
      const allowed = errorClasses[error] ?? [];
      expect(() => search(expression, given)).toThrowError(
        expect.toSatisfy((thrown) => allowed.some((allowedClass) => thrown instanceof allowedClass)),
      );
    } else if (bench) {
      expect(() => search(expression, given)).not.toThrow();
    } else {
      expect(search(expression, given)).toStrictEqual(result);
    }
    expect(JSON.stringify(given)).toBe(before);
  });
});
