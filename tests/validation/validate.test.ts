import { SchemaCompilationError, SchemaValidationError, validate } from 'otel-powertools/validation';
import { describe, expect, it } from 'vitest';

const schema = {
  type: 'object',
  properties: { id: { type: 'string' }, price: { type: 'number' } },
  required: ['id'],
} as const;

describe('validate', () => {
  it('returns the payload that matches', () => {
    const payload = { id: 'a', price: 1 };
    expect(validate({ payload, schema })).toBe(payload);
  });

  it('throws what Ajv found, and tells where without telling the value', () => {
    const payload = { id: 'a', price: 'secret' };
    const attempt = () => validate({ payload, schema });
    expect(attempt).toThrow(SchemaValidationError);
    expect(attempt).toThrow(/^Schema validation failed: \/price must be number$/);
    expect(attempt).toThrow(
      expect.objectContaining({ cause: [expect.objectContaining({ instancePath: '/price', keyword: 'type' })] }),
    );
  });

  it('says that a schema is wrong', () => {
    expect(() => validate({ payload: {}, schema: { type: 'objct' } })).toThrow(SchemaCompilationError);
  });
});
