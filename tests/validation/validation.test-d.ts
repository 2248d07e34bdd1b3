import type { MiddlewareObj } from '@middy/core';
import type { StandardSchemaV1 } from '@standard-schema/spec';
import type { Ajv, Format as AjvFormat } from 'ajv';
import type { Ajv2019 } from 'ajv/dist/2019.js';
import type { Ajv2020 } from 'ajv/dist/2020.js';
import type AjvCore from 'ajv/dist/core.js';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import type { Utility } from 'otel-powertools';
import { type AjvInstance, type Format, jsonSchema, validate } from 'otel-powertools/validation';
import { validator } from 'otel-powertools/validation/middleware';
import { describe, expectTypeOf, it } from 'vitest';

const schema = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    state: { enum: ['open', 'closed'] },
    items: { type: 'array', items: { type: 'object', properties: { price: { type: 'number' } }, required: ['price'] } },
    note: { type: ['string', 'null'] },
  },
  required: ['id', 'items'],
} as const;

interface Order {
  id: string;
  items: { price: number }[];
  state?: 'open' | 'closed';
  note?: string | null;
}

describe('the type of validated data', () => {
  it('follows from a literal schema', () => {
    expectTypeOf(validate({ payload: {}, schema })).toEqualTypeOf<Order>();
    expectTypeOf(validate({ payload: {}, schema: { type: 'array', items: { type: 'integer' } } })).toEqualTypeOf<
      number[]
    >();
    expectTypeOf(validate({ payload: {}, schema: { const: 'a' } })).toEqualTypeOf<'a'>();
  });

  it('is unknown where the schema does not say', () => {
    const wide: object = schema;
    expectTypeOf(validate({ payload: {}, schema: wide })).toEqualTypeOf<unknown>();
    expectTypeOf(validate({ payload: {}, schema: { $ref: '#/x' } })).toEqualTypeOf<unknown>();
  });

  it('is what the caller says', () => {
    expectTypeOf(validate<Order>({ payload: {}, schema: {} })).toEqualTypeOf<Order>();
  });
});

describe('the types of others', () => {
  it('take what is made here', () => {
    expectTypeOf(jsonSchema(schema)).toExtend<StandardSchemaV1<Order, Order>>();
    expectTypeOf(jsonSchema<Order>({})).toExtend<StandardSchemaV1<Order, Order>>();
    expectTypeOf(validator({})).toExtend<MiddlewareObj>();
    expectTypeOf(validator({})).toExtend<Utility>();
  });

  it('fit what is taken here', () => {
    expectTypeOf<Ajv>().toExtend<AjvInstance>();
    expectTypeOf<Ajv2019>().toExtend<AjvInstance>();
    expectTypeOf<Ajv2020>().toExtend<AjvInstance>();
    // What classes of other packages extend, for example that of ajv-draft-04.
    expectTypeOf<AjvCore.default>().toExtend<AjvInstance>();
    expectTypeOf<AjvFormat>().toExtend<Format>();
    validate({ payload: '', schema: {}, formats: { email: fullFormats.email, 'date-time': fullFormats['date-time'] } });
  });
});
