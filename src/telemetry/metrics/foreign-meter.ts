import type { Histogram, MeterProvider } from '@opentelemetry/api';
import type { EmfPublication } from '../../../exporters/emf/index.js';

/**
 * Records what is published with somebody else's meter provider: each metric is a histogram of the meter that is called
 * like the namespace, each value a measurement, the dimensions its attributes. The API has no place for a timestamp, a
 * resolution or metadata.
 *
 * @param unitOf - The unit for OpenTelemetry. Handed over, not imported: what this module shared with others would be a
 * chunk of its own, which every function had to load.
 */
export function recordWith(
  provider: MeterProvider,
  unitOf: (unit: string) => string,
): (publication: EmfPublication) => void {
  // The API has no way to ask for an instrument again.
  const histograms = new Map<string, Histogram>();
  const histogramOf = (namespace: string, name: string, unit: string): Histogram => {
    const key = JSON.stringify([namespace, name, unit]);
    const histogram = histograms.get(key) ?? provider.getMeter(namespace).createHistogram(name, { unit });
    histograms.set(key, histogram);
    return histogram;
  };
  return ({ namespace, dimensions, metrics }) => {
    const attributes = Object.fromEntries(dimensions);
    for (const { name, unit, values } of metrics.values()) {
      const histogram = histogramOf(namespace, name, unitOf(unit));
      for (const value of values) histogram.record(value, attributes);
    }
  };
}
