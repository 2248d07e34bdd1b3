import { createContextKey, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LayeredContext } from '../../src/invocation/context/layered-context.js';

const keys = ['a', 'b', 'c'].map((name) => createContextKey(name));
const [first = Symbol(), second = Symbol()] = keys;

describe('a layered context', () => {
  it('holds what the context below holds, and one value more', () => {
    const below = ROOT_CONTEXT.setValue(first, 1);
    const context = new LayeredContext(below, second, 2);
    expect([context.getValue(first), context.getValue(second)]).toEqual([1, 2]);
    expect(below.getValue(second)).toBeUndefined();
  });

  it('is a context to the API', () => {
    const spanContext = { traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 };
    const context = trace.setSpanContext(new LayeredContext(ROOT_CONTEXT, first, 1), spanContext);
    expect(trace.getSpanContext(context)).toEqual(spanContext);
    expect(context.getValue(first)).toBe(1);
    expect(trace.getSpan(trace.deleteSpan(context))).toBeUndefined();
  });

  it("answers what the API's own context answers, whatever is set and deleted", () => {
    const change = fc.record({ key: fc.constantFrom(...keys), value: fc.option(fc.integer()) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 200 }), (changes) => {
        let ours = new LayeredContext(ROOT_CONTEXT, first, 0).deleteValue(first);
        let theirs = ROOT_CONTEXT;
        for (const { key, value } of changes) {
          ours = value === null ? ours.deleteValue(key) : ours.setValue(key, value);
          theirs = value === null ? theirs.deleteValue(key) : theirs.setValue(key, value);
        }
        expect(keys.map((key) => ours.getValue(key))).toEqual(keys.map((key) => theirs.getValue(key)));
      }),
    );
  });

  it('is asked as before after any number of changes', () => {
    let context = new LayeredContext(ROOT_CONTEXT, first, 'kept').setValue(second, 0);
    for (let times = 1; times <= 100_000; times += 1) context = context.setValue(second, times);
    expect([context.getValue(first), context.getValue(second)]).toEqual(['kept', 100_000]);
  });
});
