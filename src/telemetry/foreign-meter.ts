import type { Histogram, MeterProvider } from '@opentelemetry/api';
import type { EmfPublication } from '../../exporters/emf/index.js';
import { VERSION } from '../version.js';
import { flushForeign } from './foreign.js';
import { ucumOf } from './ucum.js';

/** Somebody else's meter provider, as far as it takes part. */
export interface ForeignMeter {
  publish(publication: EmfPublication): void;
  flush(): Promise<void>;
}

/**
 * Records what is published with somebody else's meter provider: each metric is a histogram of the meter that is called
 * like the namespace, each value a measurement, the dimensions its attributes. The API has no place for a timestamp, a
 * resolution or metadata.
 */
export const forwardTo = (provider: MeterProvider): ForeignMeter => {
  // The API has no way to ask for an instrument again.
  const histograms = new Map<string, Histogram>();
  const histogramOf = (namespace: string, name: string, unit: string): Histogram => {
    const key = JSON.stringify([namespace, name, unit]);
    const histogram = histograms.get(key) ?? provider.getMeter(namespace, VERSION).createHistogram(name, { unit });
    histograms.set(key, histogram);
    return histogram;
  };
  return {
    publish({ namespace, dimensions, metrics }) {
      const attributes = Object.fromEntries(dimensions);
      for (const { name, unit, values } of metrics.values()) {
        const histogram = histogramOf(namespace, name, ucumOf(unit));
        for (const value of values) histogram.record(value, attributes);
      }
    },
    flush: () => flushForeign(provider),
  };
};
