import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import type * as Jmespath from 'otel-powertools/jmespath';
import type * as Validation from 'otel-powertools/validation';
import { describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { builtFile, type Condition } from './built.js';

const require = createRequire(import.meta.url);

/** A subpath as it is built: Ajv and the parser of jmespath are compiled into it. */
const loadBuilt = (subpath: string, condition: Condition) => {
  const file = `${root}${builtFile(subpath, condition)}`;
  return condition === 'require' ? require(file) : import(/* @vite-ignore */ pathToFileURL(file).href);
};

const tree = {
  $id: 'https://example.com/schemas/tree.json',
  definitions: { name: { $id: 'name.json', type: 'string', minLength: 2 } },
  type: 'object',
  properties: { name: { $ref: 'name.json' }, children: { type: 'array', items: { $ref: '#' } } },
};

interface Case {
  readonly title: string;
  readonly schema: object;
  readonly data: readonly unknown[];
}

/** Keywords that Ajv generates code with functions for, or that need more than the generated code. */
const cases: readonly Case[] = [
  {
    title: 'uniqueItems',
    schema: { type: 'array', uniqueItems: true },
    data: [
      [{ a: 1 }, { a: 1 }],
      [{ a: 1 }, { a: 2 }],
    ],
  },
  { title: 'const', schema: { const: { a: [1, null] } }, data: [{ a: [1, null] }, { a: [1, undefined] }] },
  { title: 'enum', schema: { enum: [{ a: 1 }, [2], 'three'] }, data: [{ a: 1 }, [2], 'four'] },
  { title: 'pattern', schema: { type: 'string', pattern: '^\\p{Lu}\\p{L}+$' }, data: ['Öl', 'öl', '1'] },
  { title: 'maxLength', schema: { type: 'string', maxLength: 2 }, data: ['👍👍', '👍👍👍'] },
  { title: 'multipleOf', schema: { type: 'number', multipleOf: 0.5 }, data: [1.5, 1.6] },
  { title: '$ref', schema: tree, data: [{ children: [{ name: 'ab' }] }, { children: [{ name: 'a', children: {} }] }] },
  { title: 'required', schema: { type: 'object', required: ['a', 'b'] }, data: [{}, { a: 1, b: 2 }] },
  {
    title: 'additionalProperties',
    schema: { type: 'object', properties: { a: {} }, additionalProperties: false },
    data: [{ a: 1 }, { b: 1, c: 1 }],
  },
  {
    title: 'patternProperties',
    schema: { type: 'object', patternProperties: { '^a': { type: 'null' } } },
    data: [{ ab: null }, { ab: 1 }],
  },
  { title: 'propertyNames', schema: { type: 'object', propertyNames: { maxLength: 1 } }, data: [{ a: 1 }, { ab: 1 }] },
  { title: 'dependencies', schema: { type: 'object', dependencies: { a: ['b'] } }, data: [{ a: 1 }, { a: 1, b: 1 }] },
  { title: 'contains', schema: { type: 'array', contains: { const: 1 } }, data: [[0, 1], [0]] },
  {
    title: 'oneOf',
    schema: { oneOf: [{ type: 'number' }, { type: 'number', minimum: 2 }, { type: 'string' }] },
    data: [1, 2, 'a', null],
  },
  { title: 'if', schema: { if: { type: 'string' }, else: { type: 'number' } }, data: ['a', 1, null] },
];

describe.each<Condition>(['import', 'require'])('what is compiled in, loaded with %s', (condition) => {
  const failureOf = async (params: Validation.ValidateParams): Promise<unknown> => {
    const { validate, SchemaValidationError }: typeof Validation = await loadBuilt('./validation', condition);
    try {
      validate(params);
      return undefined;
    } catch (error) {
      if (error instanceof SchemaValidationError) return error.cause;
      throw error;
    }
  };

  it.each(cases)('finds the errors that the ajv package finds: $title', async ({ schema, data }) => {
    const isValid = new Ajv({ allErrors: true, ownProperties: true }).compile(schema);
    for (const payload of data) {
      isValid(payload);
      expect(await failureOf({ payload, schema })).toEqual(isValid.errors ?? undefined);
    }
  });

  it.each([
    ['an unknown type', { type: 'objct' }],
    ['an unknown keyword', { discriminator: { propertyName: 'kind' } }],
    ['a pattern that is none', { type: 'string', pattern: '(' }],
    ['a reference to nothing', { $ref: 'https://example.com/nothing' }],
    ['a rule that the schema of schemas refuses', { type: 'string', minLength: -1 }],
  ])('says of a wrong schema what the ajv package says: %s', async (_, schema) => {
    const { validate }: typeof Validation = await loadBuilt('./validation', condition);
    const says = (run: () => unknown): string => {
      try {
        run();
      } catch (error) {
        if (error instanceof Error) return error.message;
      }
      throw new Error('The schema is taken.');
    };
    const options = { allErrors: true, ownProperties: true, logger: false } as const;
    const expected = says(() => new Ajv(options).compile(schema));
    expect(says(() => validate({ payload: 1, schema }))).toBe(`Failed to compile schema: ${expected}`);
  });

  it('takes the formats of ajv-formats', async () => {
    const schema = { type: 'object', properties: { at: { type: 'string', format: 'date-time' } } };
    const formats = { 'date-time': fullFormats['date-time'] };
    expect(await failureOf({ payload: { at: '2026-11-23T00:00:00Z' }, schema, formats })).toBeUndefined();
    expect(await failureOf({ payload: { at: '2026-13-23T00:00:00Z' }, schema, formats })).toMatchObject([
      { keyword: 'format', instancePath: '/at' },
    ]);
  });

  it("takes the user's own Ajv, with its plugins, its draft and its options", async () => {
    const withFormats = addFormats.default(new Ajv());
    const email = { type: 'string', format: 'email' };
    expect(await failureOf({ payload: 'a@example.com', schema: email, ajv: withFormats })).toBeUndefined();
    expect(await failureOf({ payload: 'a', schema: email, ajv: withFormats })).toMatchObject([{ keyword: 'format' }]);

    const tuple = {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      type: 'array',
      prefixItems: [{ type: 'null' }],
    };
    const draft2020 = new Ajv2020({ strict: false });
    expect(await failureOf({ payload: [1], schema: tuple, ajv: draft2020 })).toMatchObject([{ instancePath: '/0' }]);

    const variant = (kind: string, type: string) => ({
      properties: { kind: { const: kind }, value: { type } },
      required: ['value'],
    });
    const union = {
      type: 'object',
      required: ['kind'],
      discriminator: { propertyName: 'kind' },
      oneOf: [variant('a', 'string'), variant('b', 'number')],
    };
    const discriminating = new Ajv({ discriminator: true });
    expect(await failureOf({ payload: { kind: 'b', value: 1 }, schema: union, ajv: discriminating })).toBeUndefined();
    expect(await failureOf({ payload: { kind: 'b', value: '' }, schema: union, ajv: discriminating })).toMatchObject([
      { instancePath: '/value', params: { type: 'number' } },
    ]);
  });

  it('parses JMESPath', async () => {
    const { search, ParseError }: typeof Jmespath = await loadBuilt('./jmespath', condition);
    const data = {
      items: [
        { name: 'tea', price: 4 },
        { name: 'pot', price: 19 },
      ],
    };
    expect(search('items[?price > `5`].{what: name, cents: price} | [0]', data)).toEqual({ what: 'pot', cents: 19 });
    expect(search('sort_by(items, &price)[-1].name', data)).toBe('pot');
    expect(() => search('items[', data)).toThrow(ParseError);
  });
});
