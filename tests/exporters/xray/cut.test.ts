import { type Attributes, SpanStatusCode } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { beginningOf, cutLargest } from '../../../exporters/xray/pack/water-level.js';
import { span, spanId, TRACE_ID } from './spans.js';
import { translated } from './translating.js';

const exception = (attributes: Attributes) => ({ name: 'exception', time: [1, 0] as [number, number], attributes });

describe('A span that alone is too large', () => {
  it('loses the end of a long error message, and keeps what is beside it', () => {
    const events = [exception({ 'exception.type': 'E', 'exception.message': 'm'.repeat(1_000_000) })];
    const document = translated(span({ events, attributes: { order: 'o-7' }, status: { code: SpanStatusCode.ERROR } }));
    const [error] = document.cause?.exceptions ?? [];
    expect(error).toMatchObject({
      type: 'E',
      message: expect.stringMatching(/^m{60000,}…\[cut: 1000000 characters\]$/),
    });
    expect(document.fault).toBe(true);
    expect(document.metadata?.default).toEqual({ order: 'o-7', 'otel.xray.cut': { 'error texts': 1 } });
  });

  it('loses the ends of its stacks and of its data before any of its errors', () => {
    const line = `    at ${'f'.repeat(200)} (/${'p'.repeat(200)}.js:1:1)\n`;
    const stack = `Error\n${line.repeat(50)}`;
    const events = Array.from({ length: 50 }, () =>
      exception({ 'exception.type': 'E', 'exception.stacktrace': stack }),
    );
    const data = 'd'.repeat(2_000);
    const document = translated(span({ events, attributes: { data } }));
    expect(document.cause?.exceptions).toHaveLength(50);
    expect(document.cause?.exceptions[0]).toMatchObject({ truncated: 46 });
    expect(document.metadata?.default).toMatchObject({
      data: expect.stringMatching(/^d{200,}…\[cut: 2000 characters\]$/),
      'otel.xray.cut': { 'stack frames': 50 * 46, values: 1 },
    });
  });

  it('loses all but some of its links, and says how many', () => {
    const context = { traceId: TRACE_ID, spanId: spanId(5), traceFlags: 1 };
    const document = translated(span({ links: Array.from({ length: 10_000 }, () => ({ context })) }));
    expect(document.links).toHaveLength(50);
    expect(document.metadata?.default).toEqual({ 'otel.xray.cut': { links: 9_950 } });
  });

  it('keeps annotations while there is anything else to cut, and cuts these last', () => {
    const annotations = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, '語'.repeat(1_000)]));
    const document = translated(span({ attributes: { ...annotations, 'a list': ['x'.repeat(50_000)] } }), {
      indexAll: true,
    });
    const kept = Object.values(document.annotations ?? {});
    expect(kept).toHaveLength(50);
    expect(kept.every((value) => /^語{300,}…\[cut: 1000 characters\]$/.test(String(value)))).toBe(true);
  });
});

describe('Cutting values', () => {
  const cut = (texts: string[], excess: number, floor = 0): string[] => {
    const result = [...texts];
    const values = texts.map((value, index) => ({
      value,
      replace: (text: string) => {
        result[index] = text;
      },
    }));
    cutLargest(values, excess, floor);
    return result;
  };
  const bytes = (texts: string[]): number => Buffer.byteLength(JSON.stringify(texts));

  it('frees what is asked, from the largest, and leaves the small ones alone', () => {
    const texts = ['a'.repeat(10), 'b'.repeat(1_000), 'c'.repeat(5_000), '\u0000'.repeat(1_000)];
    for (const excess of [1, 500, 3_000, 9_000]) {
      const result = cut(texts, excess);
      expect(bytes(texts) - bytes(result)).toBeGreaterThanOrEqual(excess);
      expect(result[0]).toBe(texts[0]);
    }
  });

  it('goes no lower than the floor', () => {
    const [text] = cut(['x'.repeat(1_000)], 990, 200);
    expect(Buffer.byteLength(JSON.stringify(text))).toBe(200);
  });

  it('never ends in half a character', () => {
    for (let room = 40; room < 60; room += 1) {
      const text = beginningOf('🙂'.repeat(100), room);
      expect(Buffer.from(text).toString()).toBe(text);
      expect(Buffer.byteLength(JSON.stringify(text))).toBeLessThanOrEqual(room);
    }
  });
});
