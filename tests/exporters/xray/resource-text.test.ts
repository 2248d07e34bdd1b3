import type { Attributes } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import { span } from './spans.js';
import { translated } from './translating.js';

const resource = { 'service.name': 'shop', 'host.image.id': 'i', list: ['a', 'b'], none: undefined };
const asMetadata = {
  'otel.resource.service.name': 'shop',
  'otel.resource.host.image.id': 'i',
  'otel.resource.list': ['a', 'b'],
};

it.each<[string, Attributes, object]>([
  ['nothing', {}, { default: asMetadata }],
  ['attributes', { a: 1 }, { default: { a: 1, ...asMetadata } }],
  ['a namespace', { 'aws.xray.metadata.shop': '{"a":1}' }, { shop: { a: 1 }, default: asMetadata }],
  ['an empty namespace', { 'aws.xray.metadata.shop': '{}' }, { default: asMetadata }],
  [
    'attributes and namespaces',
    { a: 1, 'aws.xray.metadata.shop': '{"a":1}', 'aws.xray.metadata.__proto__': '{"b":2}', c: '}}' },
    { shop: { a: 1 }, ['__proto__']: { b: 2 }, default: { a: 1, c: '}}', ...asMetadata } },
  ],
  [
    'the name of an attribute of the resource',
    { 'otel.resource.service.name': 'mine', a: 1 },
    { default: { ...asMetadata, a: 1 } },
  ],
  [
    'a text that reads like one',
    { a: '"otel.resource.service.name":1' },
    { default: { a: '"otel.resource.service.name":1', ...asMetadata } },
  ],
])('The resource is in the metadata once, beside %s', (_what, attributes, metadata) => {
  const document = translated(span({ attributes, resource }));
  expect(document.metadata).toEqual(metadata);
  expect(JSON.stringify(document).split('otel.resource.list')).toHaveLength(2);
});

it('What a resource learns later is in later documents', () => {
  const detected = { attributes: { 'host.image.id': 'a' } };
  const one = { ...span(), resource: detected };
  expect(translated(one).metadata).toEqual({ default: { 'otel.resource.host.image.id': 'a' } });
  detected.attributes = { 'host.image.id': 'b' };
  expect(translated(one).metadata).toEqual({ default: { 'otel.resource.host.image.id': 'b' } });
});

it('A document that has to be cut has its resource still', () => {
  const document = translated(span({ attributes: { large: 'x'.repeat(100_000) }, resource }));
  expect(document.metadata?.default).toMatchObject({ ...asMetadata, 'otel.xray.cut': { values: 1 } });
});
