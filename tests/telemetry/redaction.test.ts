import { describe, expect, it } from 'vitest';
import { formatLine } from '../../exporters/json/line.js';
import { redactPublication } from '../../src/telemetry/redaction/redact-signals.js';
import { createRedaction } from '../../src/telemetry/redaction/redaction.js';

const redaction = createRedaction({
  keys: ['password', /token$/gi],
  paths: ['card.number', 'items.*.secret', 'people[*].email', 'codes[1]'],
  patterns: [/\b\d{16}\b/],
});

describe('a redaction policy', () => {
  it.each<[string[], unknown, unknown]>([
    [['password'], 'p', '[REDACTED]'],
    [['deep', 'PASSWORD'], { any: 'thing' }, '[REDACTED]'],
    [['apiToken'], 't', '[REDACTED]'],
    // A pattern with state hits every time.
    [['apiToken'], 't', '[REDACTED]'],
    [['card', 'number'], 4111, '[REDACTED]'],
    [['card', 'holder'], 'h', 'h'],
    [['number'], 5, 5],
    [['items', '0', 'secret'], 's', '[REDACTED]'],
    [['items', '0', 'deeper', 'secret'], 's', 's'],
    [['people', '0', 'email'], 'e', '[REDACTED]'],
    [['codes', '1'], 'c', '[REDACTED]'],
    [['codes', '0'], 'c', 'c'],
    [['note'], 'card 4111111111111111, 4222222222222222', 'card [REDACTED], [REDACTED]'],
    [['password'], undefined, undefined],
  ])('makes of %j: %j', (path, value, expected) => {
    expect(redaction.value(path, value)).toEqual(expected);
  });

  it('applies to attributes with dotted names, nested data and lists, and leaves the original alone', () => {
    const attributes = {
      'http.request.header.x_token': ['t'],
      'user.password.hint': 'h',
      'card.number': 1,
      fine: true,
      list: ['4111111111111111', 2],
      nested: { password: 'p', open: [{ password: 'q' }] },
      'enduser.id': 'u',
    };
    const before = structuredClone(attributes);
    expect(redaction.attributes(attributes)).toEqual({
      'http.request.header.x_token': '[REDACTED]',
      'user.password.hint': '[REDACTED]',
      'card.number': '[REDACTED]',
      fine: true,
      list: ['[REDACTED]', 2],
      nested: { password: '[REDACTED]', open: [{ password: '[REDACTED]' }] },
      'enduser.id': 'u',
    });
    expect(attributes).toEqual(before);
  });

  it('writes what it is told to in place, and takes it literally', () => {
    const masked = createRedaction({ patterns: [/secret/], replacement: '$&' });
    expect(masked.value(['x'], 'a secret')).toBe('a $&');
  });
});

describe('the keys of a policy reach into texts', () => {
  const { value } = createRedaction({ keys: ['password', /token$/i], paths: ['event.body.card.number'] });
  const body = { user: 'ada', password: 'p', list: [{ apiToken: 't' }], card: { number: 4111, kind: 'x' } };

  it.each<[string, string, string]>([
    [
      'JSON',
      JSON.stringify(body),
      JSON.stringify({
        user: 'ada',
        password: '[REDACTED]',
        list: [{ apiToken: '[REDACTED]' }],
        card: { number: '[REDACTED]', kind: 'x' },
      }),
    ],
    [
      'JSON in JSON',
      JSON.stringify({ detail: JSON.stringify({ password: 'p' }) }),
      JSON.stringify({ detail: JSON.stringify({ password: '[REDACTED]' }) }),
    ],
    ['JSON that has nothing to hide, to the last space', '{ "user" :  "ada" }', '{ "user" :  "ada" }'],
    ['JSON that was cut', '{"user":"ada","password":"p', '[REDACTED]'],
    ['what only looks like JSON', '[note] the rest', '[note] the rest'],
    ['a form', 'user=ada&password=p&api%54oken=t', 'user=ada&password=[REDACTED]&api%54oken=[REDACTED]'],
    ['a query', 'https://h/p?a=1&password=p#x', 'https://h/p?a=1&password=[REDACTED]'],
    ['cookies', 'a=1; token=t; b=2', 'a=1; token=[REDACTED]; b=2'],
    ['text', 'the password is none', 'the password is none'],
  ])('%s', (_what, text, expected) => {
    expect(value(['event', 'body'], text)).toBe(expected);
  });
});

describe('the patterns of a policy reach', () => {
  const policy = createRedaction({ patterns: [/\b\d{16}\b/, /\S+@\S+/] });

  it('numbers and big integers', () => {
    expect(policy.value(['n'], 4111111111111111)).toBe('[REDACTED]');
    expect(policy.value(['n'], 4111111111111111n)).toBe('[REDACTED]');
    expect([policy.value(['n'], 411), policy.value(['n'], 411n)]).toEqual([411, 411n]);
  });

  it('names, which stay different names', () => {
    expect(policy.attributes({ 'ada@example.com': 1, 'bob@example.com': 2, deep: { '4111111111111111': 3 } })).toEqual({
      '[REDACTED]': 1,
      '[REDACTED]_2': 2,
      deep: { '[REDACTED]': 3 },
    });
  });

  it('the names of dimensions in their sets', () => {
    const metrics = new Map([['orders', { name: 'orders', unit: 'Count', resolution: 60, values: [1] }]]);
    const seen = redactPublication(policy, {
      namespace: 'Shop',
      timestamp: 0,
      dimensions: new Map([
        ['ada@example.com', 'x'],
        ['kind', 'y'],
      ]),
      dimensionSets: [['ada@example.com', 'kind'], ['kind']],
      properties: new Map(),
      metrics,
    });
    expect([...seen.dimensions.keys()]).toEqual(['[REDACTED]', 'kind']);
    expect(seen.dimensionSets).toEqual([['[REDACTED]', 'kind'], ['kind']]);
  });

  it('the keys of a log line, but not those of the record itself', () => {
    const options = { redact: policy.value, redactName: policy.name };
    const keys = new Map<string, unknown>([
      ['level', 'INFO'],
      ['ada@example.com', 1],
      ['deep', { 'bob@example.com': 4111111111111111 }],
    ]);
    expect(JSON.parse(formatLine(keys, options))).toEqual({
      level: 'INFO',
      '[REDACTED]': 1,
      deep: { '[REDACTED]': '[REDACTED]' },
    });
  });
});

describe('a policy copies anything', () => {
  const policy = createRedaction({ keys: ['password'] });
  const cyclic: Record<string, unknown> = { password: 'p', kept: 1 };
  cyclic.self = cyclic;
  class Login {
    readonly user = 'ada';
    readonly password = 'p';
  }
  const shared = Array.from({ length: 40 }).reduce<object>((inner) => ({ a: inner, b: inner }), { password: 'p' });

  it.each<[string, unknown, unknown]>([
    ['a cycle', cyclic, { password: '[REDACTED]', kept: 1, self: '[Circular]' }],
    ['an instance of a class', new Login(), { user: 'ada', password: '[REDACTED]' }],
    ['what toJSON gives', { toJSON: () => ({ password: 'p' }) }, { password: '[REDACTED]' }],
    ['a map', new Map([['password', 'p']]), new Map([['password', '[REDACTED]']])],
    ['a set', new Set([{ password: 'p' }]), new Set([{ password: '[REDACTED]' }])],
    ['a date', new Date(0), new Date(0)],
    [
      'a key named __proto__',
      JSON.parse('{"__proto__":{"password":"p"}}'),
      JSON.parse('{"__proto__":{"password":"[REDACTED]"}}'),
    ],
    [
      'a getter that throws',
      Object.defineProperty({ a: 1 }, 'b', {
        enumerable: true,
        get: () => {
          throw new Error('no');
        },
      }),
      { a: 1, b: '[Unreadable]' },
    ],
    [
      'a proxy that throws',
      {
        x: new Proxy(
          {},
          {
            ownKeys: () => {
              throw new Error('no');
            },
          },
        ),
      },
      { x: '[Unreadable]' },
    ],
  ])('%s', (_what, value, expected) => {
    expect(policy.deep([], value)).toEqual(expected);
    expect(policy.attributes({ value })).toEqual({ value: expected });
  });

  it('with an end, where objects are shared without one', () => {
    expect(JSON.stringify(policy.deep([], shared))).toContain('[Cut');
  });
});
