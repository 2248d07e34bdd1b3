import { type DiagLogger, diag } from '@opentelemetry/api';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createDelivery } from '../../../exporters/emf/delivery.js';
import { createMeter } from './support.js';

const silent: DiagLogger = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {}, verbose: () => {} };

afterEach(() => diag.disable());

describe('an output that does not take the metrics', () => {
  it('gets them with the next flush, before newer ones: the SDK does not send them again', async () => {
    let isBroken = true;
    const lines: string[] = [];
    const writeLine = (line: string): boolean => {
      if (!isBroken) lines.push(line);
      return !isBroken;
    };
    const { meter, provider, exporter } = createMeter({ writeLine });
    const orders = meter.createCounter('orders');
    orders.add(1);
    await provider.forceFlush();
    orders.add(2);
    await provider.forceFlush();
    isBroken = false;
    orders.add(4);
    await provider.forceFlush();

    expect(lines.map((line) => JSON.parse(line).orders)).toEqual([1, 2, 4]);
    expect(exporter.droppedLines).toBe(0);
  });

  it('is reported to the SDK as a failure, also where it throws or rejects', async () => {
    const outputs = [
      () => false,
      () => Promise.resolve(false),
      () => Promise.reject(new Error('EPIPE')),
      () => {
        throw new Error('EPIPE');
      },
    ];
    const metric = {
      descriptor: { name: 'orders', unit: '' },
      aggregationTemporality: 0,
      dataPointType: 3,
      dataPoints: [{ endTime: [1, 0] as [number, number], attributes: {}, value: 1 }],
    };
    const data = { resource: { attributes: {} }, scopeMetrics: [{ scope: { name: 's' }, metrics: [metric] }] };
    for (const writeLine of outputs) {
      const { exporter } = createMeter({ writeLine });
      const done = vi.fn();
      exporter.export(data, done);
      await vi.waitFor(() => expect(done).toHaveBeenCalled());

      expect(done.mock.calls).toMatchObject([[{ code: 1, error: { message: expect.stringContaining('kept') } }]]);
    }
  });

  it('is tried once more at shutdown', async () => {
    let isBroken = true;
    const writeLine = vi.fn(() => !isBroken);
    const { meter, provider, exporter } = createMeter({ writeLine });
    meter.createCounter('orders').add(1);
    await provider.forceFlush();
    isBroken = false;
    writeLine.mockClear();
    await exporter.shutdown();

    expect(writeLine.mock.calls).toHaveLength(1);
  });

  it('costs the oldest lines once too much is kept, which is counted and reported once', () => {
    const messages: string[] = [];
    diag.setLogger({ ...silent, error: (message) => void messages.push(message) }, { suppressOverrideMessage: true });
    const written: string[] = [];
    let isBroken = true;
    const delivery = createDelivery((line) => (isBroken ? false : written.push(line) > 0), 10);
    for (const line of ['aaaa', 'bbbb', 'cccc', 'dddd']) delivery.send([line]);
    isBroken = false;

    expect(delivery.send(['eeee'])).toBe(true);
    expect(written).toEqual(['cccc', 'dddd', 'eeee']);
    expect(delivery.dropped).toBe(2);
    expect(messages).toHaveLength(1);
  });
});

describe('an output that takes its time', () => {
  it('has everything when a flush resolves, whatever is done first', async () => {
    const lines: string[] = [];
    const delivery = createDelivery(async (line) => {
      await new Promise((resolve) => setTimeout(resolve, line === 'a' ? 20 : 5));
      lines.push(line);
      return true;
    });
    void delivery.send(['a', 'b']);
    void delivery.send(['c']);

    await delivery.flush();
    expect(lines.sort()).toEqual(['a', 'b', 'c']);
  });
});
