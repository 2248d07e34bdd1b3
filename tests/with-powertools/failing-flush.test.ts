import { metrics } from '@opentelemetry/api';
import { type AnyExporter, type ExportCallback, withPowertools } from 'otel-powertools';
import { expect, it } from 'vitest';
import { lambdaContext } from '../support/lambda.js';

const delivered: string[] = [];

const exporter = (name: string, millis: number) => ({
  export(_items: unknown, done: ExportCallback): void {
    setTimeout(() => {
      delivered.push(name);
      done({ code: 0 });
    }, millis);
  },
  shutdown: async () => {},
});

const fail = (): never => {
  throw new Error('not my day');
};

const failing: AnyExporter & { forceFlush(): Promise<void> } = { ...exporter('failing', 0), forceFlush: fail };

const handler = withPowertools(
  async () => {
    metrics.getMeter('shop').createCounter('orders').add(1);
    return 'answer';
  },
  { traces: exporter('spans', 50), metrics: [failing, exporter('metrics', 50)], logs: 'none' },
);

it.each([
  ['throws', fail],
  ['rejects', async () => fail()],
])(
  'a flush that %s keeps no other exporter from its data, and the answer waits for those',
  async (_how, forceFlush) => {
    failing.forceFlush = forceFlush;
    delivered.length = 0;
    await expect(handler({}, lambdaContext({ remainingMillis: 60_000 }))).resolves.toBe('answer');
    expect(delivered.toSorted()).toEqual(['failing', 'metrics', 'spans']);
  },
);
