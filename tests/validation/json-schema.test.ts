import { jsonSchema, SchemaCompilationError } from 'otel-powertools/validation';
import { describe, expect, it } from 'vitest';

const order = jsonSchema({
  type: 'object',
  properties: {
    id: { type: 'string' },
    'a/b~c': { type: 'number' },
    items: { type: 'array', items: { type: 'object', properties: { price: { type: 'number' } }, required: ['price'] } },
    codes: { type: 'object', additionalProperties: { type: 'number' } },
  },
  required: ['id'],
  additionalProperties: false,
})['~standard'];

describe('a JSON Schema as a Standard Schema', () => {
  it('gives the value that matches', () => {
    const value = { id: 'a', items: [{ price: 1 }] };
    const result = order.validate(value);
    expect(result).toEqual({ value });
    expect('value' in result && result.value).toBe(value);
  });

  it.each([
    ['a missing property', {}, [['id']]],
    ['a superfluous one', { id: 'a', extra: 1 }, [['extra']]],
    [
      'an item of a list',
      { id: 'a', items: [{ price: 1 }, { price: '2' }, {}] },
      [
        ['items', 1, 'price'],
        ['items', 2, 'price'],
      ],
    ],
    ['a key that a JSON Pointer escapes', { id: 'a', 'a/b~c': 'x' }, [['a/b~c']]],
    ['a key that looks like an index', { id: 'a', codes: { 0: 'x' } }, [['codes', '0']]],
    ['the value itself', 'text', [[]]],
  ])('tells the path of %s', (_, value, paths) => {
    const result = order.validate(value);
    expect('issues' in result && result.issues.map(({ path }) => path)).toEqual(paths);
    for (const issue of 'issues' in result ? result.issues : []) expect(issue.message).toMatch(/^must /);
  });

  it('is of version 1', () => {
    expect(order).toMatchObject({ version: 1, vendor: 'otel-powertools' });
  });

  it('finds a wrong schema when it is made', () => {
    expect(() => jsonSchema({ type: 'objct' })).toThrow(SchemaCompilationError);
  });
});
