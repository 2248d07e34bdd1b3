import { describe, expect, it } from 'vitest';
import { LocalLambdaError } from '../../../src/local/errors.js';
import { type InputTransformer, payloadFor } from '../../../src/local/events/delivery.js';
import { compilePattern } from '../../../src/local/events/event-pattern.js';
import { compileFilter } from '../../../src/local/events/record-filter.js';

const EVENT = {
  source: 'shop.orders',
  'detail-type': 'Order Placed',
  region: 'eu-central-1',
  resources: ['arn:aws:x:1', 'arn:aws:x:2'],
  detail: {
    state: 'paid',
    total: 250,
    customer: { name: 'Ada', email: null, vip: true, ip: '10.0.0.77' },
    items: [
      { sku: 'A', count: 1 },
      { sku: 'B', count: 5 },
    ],
    tags: [],
    note: '',
    path: 'a/b*c/file.png',
  },
};

const detail = (field: object) => ({ detail: field });

describe('an event pattern', () => {
  it.each<[string, object, boolean]>([
    ['nothing', {}, true],
    ['an exact value', { source: ['shop.orders'] }, true],
    ['one of several values', { source: ['other', 'shop.orders'] }, true],
    ['another value', { source: ['shop'] }, false],
    ['fields that all match', { source: ['shop.orders'], region: ['eu-central-1'] }, true],
    ['a field that does not match', { source: ['shop.orders'], region: ['us-east-1'] }, false],
    ['a number', detail({ total: [250] }), true],
    ['a number as text', detail({ total: ['250'] }), false],
    ['a boolean', detail({ customer: { vip: [true] } }), true],
    ['null', detail({ customer: { email: [null] } }), true],
    ['null for a field that is not there', detail({ customer: { phone: [null] } }), false],
    ['an empty text', detail({ note: [''] }), true],
    ['an element of an array', { resources: ['arn:aws:x:2'] }, true],
    ['no element of an array', { resources: ['arn:aws:x:3'] }, false],
    ['an object in an array', detail({ items: { sku: ['B'], count: [5] } }), true],
    ['parts of several objects in an array', detail({ items: { sku: ['A'], count: [5] } }), false],
    ['a prefix', { source: [{ prefix: 'shop.' }] }, true],
    ['a prefix in another case', { source: [{ prefix: 'SHOP.' }] }, false],
    ['a prefix in any case', { source: [{ prefix: { 'equals-ignore-case': 'SHOP.' } }] }, true],
    ['a suffix', detail({ path: [{ suffix: '.png' }] }), true],
    ['a suffix in any case', detail({ path: [{ suffix: { 'equals-ignore-case': '.PNG' } }] }), true],
    ['a value in any case', detail({ state: [{ 'equals-ignore-case': 'PAID' }] }), true],
    ['anything but a value', detail({ state: [{ 'anything-but': 'open' }] }), true],
    ['anything but this value', detail({ state: [{ 'anything-but': 'paid' }] }), false],
    ['anything but several', detail({ state: [{ 'anything-but': ['open', 'paid'] }] }), false],
    ['anything but numbers', detail({ total: [{ 'anything-but': [1, 2] }] }), true],
    ['anything but, of a field that is not there', detail({ nothing: [{ 'anything-but': 'x' }] }), false],
    ['anything but a prefix', detail({ state: [{ 'anything-but': { prefix: 'pa' } }] }), false],
    ['anything but suffixes', detail({ path: [{ 'anything-but': { suffix: ['.gif', '.jpg'] } }] }), true],
    ['anything but in any case', detail({ state: [{ 'anything-but': { 'equals-ignore-case': 'PAID' } }] }), false],
    ['anything but a wildcard', detail({ path: [{ 'anything-but': { wildcard: '*.png' } }] }), false],
    ['a number in a range', detail({ total: [{ numeric: ['>', 0, '<=', 250] }] }), true],
    ['a number outside a range', detail({ total: [{ numeric: ['>', 250] }] }), false],
    ['a number that is equal', detail({ total: [{ numeric: ['=', 250] }] }), true],
    ['a range for text', detail({ state: [{ numeric: ['>', 0] }] }), false],
    ['a field that is there', detail({ state: [{ exists: true }] }), true],
    ['a field that is null', detail({ customer: { email: [{ exists: true }] } }), true],
    ['a field that is not there', detail({ nothing: [{ exists: true }] }), false],
    ['no field', detail({ nothing: [{ exists: false }] }), true],
    ['no field below one that is not there', detail({ nothing: { below: [{ exists: false }] } }), true],
    ['a wildcard', detail({ path: [{ wildcard: 'a/*.png' }] }), true],
    ['a star that is meant', detail({ path: [{ wildcard: 'a/b\\*c/*' }] }), true],
    ['a wildcard that does not match', detail({ path: [{ wildcard: '*.gif' }] }), false],
    ['an address of a block', detail({ customer: { ip: [{ cidr: '10.0.0.0/24' }] } }), true],
    ['an address outside of a block', detail({ customer: { ip: [{ cidr: '10.0.1.0/24' }] } }), false],
    ['one of two fields', { $or: [{ source: ['other'] }, { region: ['eu-central-1'] }] }, true],
    ['none of two fields', { $or: [{ source: ['other'] }, { region: ['other'] }] }, false],
    ['one of two fields below', detail({ state: ['paid'], $or: [{ total: [1] }, { note: [''] }] }), true],
    ['a name of every object', { constructor: [{ exists: true }] }, false],
  ])('that says %s', (_what, pattern, expected) => {
    expect(compilePattern(pattern)(EVENT)).toBe(expected);
  });

  it.each<[string, unknown, string]>([
    ['text', 'source', 'is an object'],
    ['a value without a list', { source: 'shop' }, 'write a list'],
    ['an empty list', { source: [] }, 'write a list'],
    ['an operator that is none', { a: { b: [{ contains: 'x' }] } }, 'there are: prefix, suffix'],
    ['a comparison that is none', { a: [{ numeric: ['<>', 1] }] }, 'write [">", 0, "<=", 5]'],
    ['half a comparison', { a: [{ numeric: ['<', 1, '>'] }] }, 'write [">", 0, "<=", 5]'],
    ['a block that is none', { a: [{ cidr: 'here' }] }, '10.0.0.0/24'],
  ])('that is %s is refused before any event comes', (_what, pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(message);
    expect(() => compilePattern(pattern)).toThrow(LocalLambdaError);
  });
});

describe('a filter of an event source mapping', () => {
  it.each<[string, object, string, boolean]>([
    ['looks into a body of JSON', { body: { kind: ['a'] } }, '{"kind":"a"}', true],
    ['does not match another body', { body: { kind: ['a'] } }, '{"kind":"b"}', false],
    ['does not match what is no JSON', { body: { kind: ['a'] } }, 'kind a', false],
    ['takes a body as text', { body: ['plain'] }, 'plain', true],
    ['looks at other fields', { messageId: ['m'] }, 'anything', true],
  ])('%s', (_what, pattern, body, expected) => {
    expect(compileFilter(pattern, 'body')({ messageId: 'm', body })).toBe(expected);
  });
});

describe('what a target gets', () => {
  const target = { kind: 'function', name: 'f' } as const;
  const transformer = (template: string, paths = {}): InputTransformer => ({ template, paths });

  it.each<[string, object, string]>([
    ['is the event', {}, JSON.stringify(EVENT)],
    ['is a constant', { input: '{"a":1}' }, '{"a":1}'],
    ['is a part', { inputPath: '$.detail.customer.name' }, '"Ada"'],
    ['is an element', { inputPath: '$.detail.items[1].sku' }, '"B"'],
    ['is nothing that is there', { inputPath: '$.nothing' }, '{}'],
    [
      'is a template',
      {
        inputTransformer: transformer('{"total": <total>, "said": "<name> paid <total>", "who": <who>}', {
          ...{ total: '$.detail.total', name: '$.detail.customer.name', who: '$.detail.customer.name' },
        }),
      },
      '{"total": 250, "said": "Ada paid 250", "who": "Ada"}',
    ],
    ['names the rule', { inputTransformer: transformer('"<aws.events.rule-name>"') }, '"my-rule"'],
  ])('%s', (_what, options, payload) => {
    expect(payloadFor({ ...target, ...options }, EVENT, 'my-rule')).toBe(payload);
  });
});
