import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromAttributeValue, toAttributeValue } from '../../src/aws/attribute-values.js';
import { toPlainValue } from '../../src/idempotency/plain-value.js';

describe('a value in the form of DynamoDB', () => {
  it('comes back as JSON would bring it back', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const back = fromAttributeValue(toAttributeValue(toPlainValue(value)));
        expect(JSON.stringify(back)).toBe(JSON.stringify(value));
      }),
    );
  });

  it('holds a member called __proto__ as any other', () => {
    const value: unknown = JSON.parse('{"__proto__":{"admin":true}}');
    const back = fromAttributeValue(toAttributeValue(toPlainValue(value)));
    expect(JSON.stringify(back)).toBe('{"__proto__":{"admin":true}}');
    expect(Object.getPrototypeOf(back)).toBe(Object.prototype);
  });
});

describe('a result as it is stored', () => {
  class Money {
    readonly cents = 150;
    readonly #currency = 'EUR';
    toJSON() {
      return `${this.cents} ${this.#currency}`;
    }
  }
  it.each([
    ['a date', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an object with toJSON', { price: new Money() }, { price: '150 EUR' }],
    ['members that are undefined or functions', { a: undefined, b: () => {}, c: [undefined] }, { c: [null] }],
    ['numbers that JSON lacks', [Number.NaN, Number.POSITIVE_INFINITY], [null, null]],
    ['a map', new Map([['a', 1]]), { a: 1 }],
    [
      'an instance of a class',
      new (class Order {
        id = 'a';
      })(),
      { id: 'a' },
    ],
    ['bytes', Buffer.from([1, 2]), new Uint8Array([1, 2])],
  ])('has %s as plain data', (_, result, plain) => {
    expect(toPlainValue(result)).toEqual(plain);
  });

  it('is a copy', () => {
    const result = { items: [{ id: 'a' }] };
    const plain = toPlainValue(result);
    result.items.pop();
    expect(plain).toEqual({ items: [{ id: 'a' }] });
  });
});
