import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../exporters/otlp/format.js';
import { LOGS, METRICS, type Signal, TRACES } from '../../../exporters/otlp/signals.js';
import { approximateBytes } from '../../../src/telemetry/export/approximate-bytes.js';
import { metricsNamed, recordNamed, spanNamed } from '../../exporters/otlp/items.js';

const encodedBytes = <TItems>({ write }: Signal<TItems>, items: TItems): number => {
  const writer = FORMATS['http/protobuf'].createWriter();
  write(writer, items, (_count, error) => {
    throw error;
  });
  return writer.take().length;
};

const name = fc.string({ minLength: 1, maxLength: 200 });
const many = fc.array(name, { minLength: 1, maxLength: 20 });

const expectNear = (approximate: number, encoded: number): void => {
  expect(approximate).toBeGreaterThan(encoded / 3);
  expect(approximate).toBeLessThan(encoded * 3);
};

describe('the size of a batch', () => {
  it('is about that of its spans', () => {
    fc.assert(
      fc.property(many, (names) => {
        const spans = names.map(spanNamed);
        expectNear(approximateBytes(spans), encodedBytes(TRACES, spans));
      }),
    );
  });

  it('is about that of its log records', () => {
    fc.assert(
      fc.property(many, (names) => {
        const records = names.map(recordNamed);
        expectNear(approximateBytes(records), encodedBytes(LOGS, records));
      }),
    );
  });

  it('is about that of its metrics', () => {
    fc.assert(
      fc.property(name, (metric) => {
        const items = metricsNamed(metric);
        expectNear(approximateBytes(items), encodedBytes(METRICS, items));
      }),
    );
  });

  it.each([
    ['nothing', undefined],
    ['bytes', { body: new Uint8Array(100) }],
    ['what holds itself', Object.assign([], { 0: [] as unknown[] })],
  ])('can be told of %s', (_name, item) => {
    const items: unknown[] = [item];
    items.push(items);
    expect(approximateBytes(items)).toBeGreaterThan(0);
    expect(Number.isFinite(approximateBytes(items))).toBe(true);
  });
});
