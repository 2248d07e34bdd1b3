import { context, trace } from '@opentelemetry/api';
import { BasicTracerProvider, InMemorySpanExporter, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { ParseError, UnknownFunctionError } from 'otel-powertools/jmespath';
import { API_GATEWAY_HTTP, SQS } from 'otel-powertools/jmespath/envelopes';
import { SchemaCompilationError, SchemaValidationError, ValidationError, validate } from 'otel-powertools/validation';
import * as errors from 'otel-powertools/validation/errors';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { AsyncLocalStorageContextManager } from '../../src/invocation/context/context-manager.js';

const schema = {
  type: 'object',
  properties: { id: { type: 'string' }, price: { type: 'number' } },
  required: ['id'],
} as const;

const failureOf = (params: Parameters<typeof validate>[0]): SchemaValidationError => {
  try {
    validate(params);
  } catch (error) {
    if (error instanceof SchemaValidationError) return error;
    throw error;
  }
  throw new Error('It was valid.');
};

describe('validate', () => {
  it('returns the payload that matches, and not a copy', () => {
    const payload = { id: 'a', price: 1 };
    expect(validate({ payload, schema })).toBe(payload);
  });

  it('throws everything that Ajv found', () => {
    const error = failureOf({ payload: { price: 'much' }, schema });
    expect(error).toBeInstanceOf(ValidationError);
    expect(error.name).toBe('SchemaValidationError');
    expect(error.cause).toEqual([
      expect.objectContaining({ instancePath: '', keyword: 'required', params: { missingProperty: 'id' } }),
      expect.objectContaining({ instancePath: '/price', keyword: 'type' }),
    ]);
  });

  it.each([
    [true, 'anything'],
    [{}, undefined],
    [{ type: 'null' }, null],
  ])('takes the schema %j for %j', (anySchema, payload) => {
    expect(validate({ payload, schema: anySchema })).toBe(payload);
  });

  it('refuses everything for the schema false', () => {
    expect(() => validate({ payload: null, schema: false })).toThrow(SchemaValidationError);
  });

  it.each([
    ['an unknown type', { type: 'objct' }],
    ['an unknown keyword', { requird: ['id'] }],
    ['an unknown format', { type: 'string', format: 'email' }],
    ['a reference to nothing', { $ref: 'https://example.com/nothing' }],
    ['a draft that the instance does not know', { $schema: 'https://json-schema.org/draft/2020-12/schema' }],
    ['asynchronous validation', { $async: true, type: 'object' }],
    ['no schema', undefined],
  ])('says that the schema is wrong: %s', (_, wrong) => {
    expect(() => validate({ payload: {}, schema: wrong as object })).toThrow(SchemaCompilationError);
  });

  it('compiles a schema once, also with options that are written in the call', () => {
    const ajv = new Ajv({ allErrors: true });
    const compile = vi.spyOn(ajv, 'compile');
    const isPlate = (value: string) => value.length === 8;
    for (let call = 0; call < 20; call++) {
      validate({ payload: 'AB-CD-12', schema: { ...plateSchema }, ajv, formats: { plate: isPlate } });
      validate({ payload: 'AB-CD-12', schema: plateSchema, ajv, formats: { plate: isPlate } });
    }
    expect(compile).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['an Ajv of their own', () => new Ajv()],
    ['no Ajv', () => undefined],
  ])('takes schemas and references that are made anew in each call, with %s', (_, create) => {
    const ajv = create();
    const compile = ajv && vi.spyOn(ajv, 'compile');
    const cents = (required: string) => ({ $id: 'https://example.com/cents', type: 'object', required: [required] });
    const call = () =>
      validate({
        payload: { total: { cents: 1 } },
        schema: { $id: 'https://example.com/total', properties: { total: { $ref: 'https://example.com/cents' } } },
        externalRefs: [cents('cents')],
        ...(ajv && { ajv }),
      });
    for (let count = 0; count < 3; count++) expect(call()).toEqual({ total: { cents: 1 } });
    if (compile) {
      expect(compile).toHaveBeenCalledTimes(1);
      const other = { payload: {}, schema: { minProperties: 0 }, externalRefs: [cents('euros')], ajv };
      // Another schema of the same name is a conflict that Ajv has to tell.
      expect(() => validate(other)).toThrow(SchemaCompilationError);
    }
  });

  it('does not take a schema for one that had its content later, or had it before', () => {
    const kind = Symbol('kind');
    const changed = { [kind]: 'Object', properties: { a: { type: 'string' } } };
    expect(validate({ payload: { a: 'x' }, schema: changed })).toEqual({ a: 'x' });
    changed.properties.a.type = 'number';
    expect(validate({ payload: { a: 1 }, schema: structuredClone(changed) })).toEqual({ a: 1 });
    expect(() => validate({ payload: { a: 1 }, schema: { properties: { a: { type: 'string' } } } })).toThrow(
      SchemaValidationError,
    );
  });

  it('does not take references for ones that had their content later', () => {
    const reference = { $id: 'https://example.com/changed', type: 'string' };
    const schema = { properties: { a: { $ref: 'https://example.com/changed' } } };
    expect(validate({ payload: { a: 'x' }, schema, externalRefs: [reference] })).toEqual({ a: 'x' });
    reference.type = 'number';
    expect(validate({ payload: { a: 1 }, schema, externalRefs: [{ ...reference }] })).toEqual({ a: 1 });
  });

  it('compiles a schema with symbols once, however often it is made', () => {
    const ajv = new Ajv();
    const compile = vi.spyOn(ajv, 'compile');
    const kind = Symbol('kind');
    for (let call = 0; call < 5; call++) validate({ payload: 1, schema: { [kind]: 'Number', type: 'number' }, ajv });
    expect(compile).toHaveBeenCalledTimes(1);
  });

  it('says that a schema is wrong that contains itself, many times over', () => {
    const schema: Record<string, unknown> = {};
    for (const name of ['a', 'b', 'c']) schema[name] = { items: schema, not: schema };
    expect(() => validate({ payload: 1, schema: { properties: schema } })).toThrow(SchemaCompilationError);
  });

  it('keeps the schemas true and false apart', () => {
    expect(validate({ payload: 1, schema: true })).toBe(1);
    expect(() => validate({ payload: 1, schema: false })).toThrow(SchemaValidationError);
    expect(validate({ payload: 1, schema: {} })).toBe(1);
  });

  it('keeps two schemas of one $id apart', () => {
    const text = { $id: 'https://example.com/value', type: 'string' };
    const number = { $id: 'https://example.com/value', type: 'number' };
    expect(validate({ payload: 'a', schema: text })).toBe('a');
    expect(validate({ payload: 1, schema: number })).toBe(1);
    expect(() => validate({ payload: 1, schema: text })).toThrow(SchemaValidationError);
  });

  it('does not ask a prototype for a property', () => {
    const required = { type: 'object', required: ['constructor'], properties: {} };
    expect(() => validate({ payload: {}, schema: required })).toThrow(SchemaValidationError);
  });
});

const plateSchema = { type: 'string', format: 'plate' };

describe('the envelope', () => {
  it('selects what is validated and returned', () => {
    const event = { body: '{"id":"a"}' };
    expect(validate({ payload: event, schema, envelope: API_GATEWAY_HTTP })).toEqual({ id: 'a' });
    const records = { Records: [{ body: '{"id":"a"}' }, { body: '{"id":"b"}' }] };
    expect(validate({ payload: records, schema: { type: 'array', items: schema }, envelope: SQS })).toHaveLength(2);
  });

  it.each(['', '  '])('%j selects the whole payload', (envelope) => {
    expect(validate({ payload: { id: 'a' }, schema, envelope })).toEqual({ id: 'a' });
  });

  it.each([
    ['has no body', { body: null }],
    ['has a body that is not JSON', { body: '{' }],
    ['is nothing', undefined],
  ])('that does not fit is a failure of the payload: it %s', (_, payload) => {
    expect(() => validate({ payload, schema, envelope: API_GATEWAY_HTTP })).toThrow(SchemaValidationError);
  });

  it('does not drop the record whose body is not JSON', () => {
    const records = { Records: [{ body: '{"id":"a"}' }, { body: '{' }] };
    expect(() => validate({ payload: records, schema: { type: 'array', items: schema }, envelope: SQS })).toThrow(
      SchemaValidationError,
    );
  });

  it('that is wrong itself is told as that', () => {
    expect(() => validate({ payload: {}, schema, envelope: 'a b' })).toThrow(ParseError);
    expect(() => validate({ payload: {}, schema, envelope: 'nothing(@)' })).toThrow(UnknownFunctionError);
  });
});

describe('formats and references', () => {
  it('are those that the caller passes', () => {
    const formats = {
      plate: /^[A-Z-\d]{8}$/,
      even: { type: 'number', validate: (value: number) => value % 2 === 0 },
      anything: true,
    } as const;
    const car = {
      type: 'object',
      properties: {
        plate: { type: 'string', format: 'plate' },
        wheels: { type: 'number', format: 'even' },
        note: { type: 'string', format: 'anything' },
      },
    };
    expect(() => validate({ payload: { plate: 'AB-CD-12', wheels: 4, note: '' }, schema: car, formats })).not.toThrow();
    expect(failureOf({ payload: { plate: 'x', wheels: 3 }, schema: car, formats }).cause).toHaveLength(2);
  });

  it('are not asynchronous', () => {
    const formats = { known: { async: true, validate: async (value: string) => value === 'known' } } as const;
    expect(() => validate({ payload: 'a', schema: { type: 'string', format: 'known' }, formats })).toThrow(
      SchemaCompilationError,
    );
  });

  it.each([
    ['an Ajv of their own', () => new Ajv()],
    ['no Ajv', () => undefined],
  ])('may be passed in every call, with %s', (_, create) => {
    const ajv = create();
    const money = { $id: 'https://example.com/money', type: 'object', required: ['cents'] };
    const bill = { type: 'object', properties: { total: { $ref: 'https://example.com/money' } } };
    const receipt = { type: 'object', properties: { paid: { $ref: 'https://example.com/money' } } };
    for (let call = 0; call < 3; call++) {
      expect(() =>
        validate({ payload: { total: { cents: 1 } }, schema: bill, externalRefs: money, ajv }),
      ).not.toThrow();
      expect(() => validate({ payload: { total: {} }, schema: bill, externalRefs: [money], ajv })).toThrow(
        SchemaValidationError,
      );
      expect(() => validate({ payload: { paid: {} }, schema: receipt, externalRefs: [money], ajv })).toThrow(
        SchemaValidationError,
      );
    }
  });

  it('that the caller has added to their Ajv already are no conflict', () => {
    const money = { $id: 'https://example.com/money', type: 'number' };
    const ajv = new Ajv().addSchema(money);
    expect(validate({ payload: 1, schema: { $ref: money.$id }, externalRefs: money, ajv })).toBe(1);
  });

  it('that are wrong are told as that', () => {
    expect(() => validate({ payload: 'a', schema: plateSchema, formats: { plate: '(' } })).toThrow(
      SchemaCompilationError,
    );
    const externalRefs = { $id: 'https://example.com/broken', type: 'objct' };
    expect(() => validate({ payload: 'a', schema: { type: 'string' }, externalRefs })).toThrow(SchemaCompilationError);
  });

  it('may be for another draft', () => {
    const tuple = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'array',
      prefixItems: [{ type: 'string' }],
      items: false,
      minItems: 1,
    };
    expect(validate({ payload: ['a'], schema: tuple, ajv: new Ajv2020() })).toEqual(['a']);
  });
});

describe('what a failure tells', () => {
  const spans = new InMemorySpanExporter();
  const SECRET = 'alice@example.com';

  beforeEach(() => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager());
    trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
  });
  afterEach(() => {
    spans.reset();
    trace.disable();
    context.disable();
  });

  const contacts = {
    type: 'object',
    properties: {
      owner: { type: 'string', maxLength: 3 },
      ages: { type: 'object', additionalProperties: { type: 'number' } },
      tags: { type: 'array', items: { enum: ['a', 'b'] } },
    },
    additionalProperties: false,
  };

  it('is the paths and rules, as an event of the active span, and no value or key of the data', () => {
    const payload = { owner: SECRET, ages: { [SECRET]: SECRET, 4915112345678: 'x' }, tags: ['a', SECRET], [SECRET]: 1 };
    const error = trace.getTracer('test').startActiveSpan('handler', (span) => {
      const failure = failureOf({ payload, schema: contacts });
      span.end();
      return failure;
    });
    const [event] = spans.getFinishedSpans()[0]?.events ?? [];
    expect(event?.name).toBe('validation.failed');
    expect(event?.attributes).toEqual({
      'validation.error_count': 5,
      'validation.paths': ['/', '/owner', '/ages/*', '/ages/*', '/tags/1'],
      'validation.keywords': ['additionalProperties', 'maxLength', 'type', 'type', 'enum'],
    });
    expect(error.message).toBe(
      'Schema validation failed: / must NOT have additional properties; /owner must NOT have more than 3 characters; ' +
        '/ages/* must be number; and 2 more',
    );
  });

  it('stays short for a payload with thousands of faults', () => {
    const payload = { tags: Array.from({ length: 5000 }, () => SECRET) };
    trace.getTracer('test').startActiveSpan('handler', (span) => {
      expect(failureOf({ payload, schema: contacts }).message.length).toBeLessThan(300);
      span.end();
    });
    const attributes = spans.getFinishedSpans()[0]?.events[0]?.attributes ?? {};
    expect(attributes['validation.error_count']).toBe(5000);
    expect(attributes['validation.paths']).toHaveLength(16);
  });
});

it('the errors are also at otel-powertools/validation/errors', () => {
  expect({ ...errors }).toEqual({ ValidationError, SchemaValidationError, SchemaCompilationError });
});
