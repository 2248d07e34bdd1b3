import fc from 'fast-check';
import { expect, it } from 'vitest';
import { JoinedTexts } from '../../src/tracer/values/joined-texts.js';

it('Joined texts are the texts put last, in their order, with commas between them', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(200), fc.string({ minLength: 1 })), { maxLength: 300 }), (puts) => {
      const joined = new JoinedTexts();
      const texts: string[] = [];
      expect(joined.text).toBe('');
      for (const [wish, text] of puts) {
        const index = Math.min(wish, texts.length);
        texts[index] = text;
        joined.set(index, text);
        expect(joined.text).toBe(texts.join(','));
      }
    }),
  );
});
