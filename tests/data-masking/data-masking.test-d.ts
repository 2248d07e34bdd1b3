import { describe, expectTypeOf, it } from 'vitest';
import { DataMasking } from '../../src/data-masking/index.js';

const masking = new DataMasking();

describe('what erase gives', () => {
  it('is the mask for the data as a whole', () => {
    expectTypeOf(masking.erase({ a: 1 })).toEqualTypeOf<string>();
    expectTypeOf(masking.erase([1, 2])).toEqualTypeOf<string[]>();
    expectTypeOf(masking.erase(null)).toEqualTypeOf<null>();
  });

  it('has the type of the data with options', () => {
    expectTypeOf(masking.erase({ a: 'x' }, { fields: ['a'] })).toEqualTypeOf<{ a: string }>();
  });

  it('takes one way of masking a value', () => {
    masking.erase({ a: 'x' }, { maskingRules: { a: { customMask: '#' } } });
    // @ts-expect-error a pattern goes with what it is replaced by
    masking.erase({ a: 'x' }, { maskingRules: { a: { regexPattern: /a/ } } });
    // @ts-expect-error one of both
    masking.erase({ a: 'x' }, { maskingRules: { a: { customMask: '#', dynamicMask: true } } });
  });
});
