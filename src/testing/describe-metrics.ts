import type { Attributes } from '@opentelemetry/api';
import type { ScopeMetrics } from '@opentelemetry/sdk-metrics';
import type { EmfPublication } from '../../exporters/emf/index.js';
import type { CapturedMetric } from './captured.js';

interface Distribution {
  /** How many values there are. */
  readonly count: number;
  /** The total of the values. Absent where it is not recorded. */
  readonly sum?: number;
  /** The least of the values. Absent where it is not recorded. */
  readonly min?: number;
  /** The greatest of the values. Absent where it is not recorded. */
  readonly max?: number;
  /** What this package's own histograms have beyond the SDK's. */
  readonly values?: readonly number[];
}

export function describeScope({ scope, metrics }: ScopeMetrics): CapturedMetric[] {
  return metrics.flatMap(({ descriptor, dataPoints }) => {
    // A union of arrays has no common `map`.
    const points: readonly { readonly attributes: Attributes; readonly value: number | Distribution }[] = dataPoints;
    return points.map(({ attributes, value }) => {
      const { count, sum, min, max } = typeof value === 'number' ? { count: undefined, sum: value } : value;
      return {
        name: descriptor.name,
        unit: descriptor.unit,
        value: sum ?? 0,
        values: typeof value === 'number' ? [value] : [...(value.values ?? [])],
        count,
        min,
        max,
        attributes: { ...attributes },
        scope: scope.name,
      };
    });
  });
}

export function describePublication({ namespace, dimensions, metrics }: EmfPublication): CapturedMetric[] {
  return [...metrics.values()].map(({ name, unit, values }) => ({
    name,
    unit,
    value: values.reduce((total, value) => total + value, 0),
    values: [...values],
    count: values.length,
    min: Math.min(...values),
    max: Math.max(...values),
    attributes: Object.fromEntries(dimensions),
    scope: namespace,
  }));
}
