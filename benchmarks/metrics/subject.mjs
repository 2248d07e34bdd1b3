import { setImmediate as turn } from 'node:timers/promises';
import { Metrics as PowertoolsMetrics } from '@aws-lambda-powertools/metrics';
import { createMetricsLogger } from 'aws-embedded-metrics';
import { Metrics } from '../../src/metrics/index.ts';

const rounds = Number(process.argv[2]);
/** Flushes of one library in one round, by the number of metrics of each. */
const FLUSHES = { 1: 4000, 10: 2000, 100: 300 };
/** Between turns of the event loop, as an invocation has them. */
const FLUSHES_PER_TURN = 20;

const names = Array.from({ length: 100 }, (_, index) => `metric${index}`);
const options = { namespace: 'shop', serviceName: 'orders' };

const bothApis = (metrics) => async (count) => {
  for (let index = 0; index < count; index += 1) metrics.addMetric(names[index], 'Count', index + 0.5);
  metrics.publishStoredMetrics();
};

const libraries = {
  'otel-powertools': bothApis(new Metrics(options)),
  Powertools: bothApis(new PowertoolsMetrics(options)),
  'aws-embedded-metrics': async (count) => {
    const logger = createMetricsLogger();
    logger.setNamespace('shop');
    for (let index = 0; index < count; index += 1) logger.putMetric(names[index], index + 0.5, 'Count');
    await logger.flush();
  },
};

/** Nobody is always the one who comes after the garbage of another. */
const rotated = (items, by) => items.map((_, index) => items[(index + by) % items.length]);

const microsecondsPerFlush = async (flush, count, flushes) => {
  let nanoseconds = 0n;
  for (let done = 0; done < flushes; done += FLUSHES_PER_TURN) {
    const start = process.hrtime.bigint();
    for (let index = 0; index < FLUSHES_PER_TURN; index += 1) await flush(count);
    nanoseconds += process.hrtime.bigint() - start;
    await turn();
  }
  return Number(nanoseconds) / flushes / 1000;
};

const measured = new Map();
for (let round = -1; round < rounds; round += 1) {
  for (const [count, flushes] of Object.entries(FLUSHES)) {
    for (const [name, flush] of rotated(Object.entries(libraries), round + 1)) {
      globalThis.gc();
      const microseconds = await microsecondsPerFlush(flush, Number(count), flushes);
      // The first round warms up.
      if (round >= 0) measured.set(`${name} ${count}`, [...(measured.get(`${name} ${count}`) ?? []), microseconds]);
    }
  }
}

process.send(Object.fromEntries(measured), () => process.disconnect());
