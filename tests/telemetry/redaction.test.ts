import { describe, expect, it } from 'vitest';
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
