import { diag } from '@opentelemetry/api';

/** What of a measurement's dimensions may be published. */
export type CardinalityLimit = (metric: string, dimensions: ReadonlyMap<string, string>) => 'within' | 'overflow';

/**
 * Keeps the number of dimension sets of a metric, and thus its price, bounded: per process, because CloudWatch bills a
 * metric for the hour in which it was seen. Sets that were seen before the limit was reached stay as they are.
 */
export function createCardinalityLimit(maxDimensionSets: number): CardinalityLimit {
  const seen = new Map<string, Map<string, ReadonlyMap<string, string>>>();
  const reported = new Set<string>();

  return (metric, dimensions) => {
    let sets = seen.get(metric);
    if (!sets) {
      sets = new Map();
      seen.set(metric, sets);
    }
    const key = JSON.stringify([...dimensions]);
    if (sets.has(key)) return 'within';
    if (sets.size < maxDimensionSets) {
      sets.set(key, dimensions);
      return 'within';
    }
    if (!reported.has(metric)) {
      reported.add(metric);
      diag.warn(
        `otel-powertools: the metric "${metric}" has more than ${maxDimensionSets} combinations of dimension values, each of which CloudWatch bills as a metric. The attribute "${mostVaried(sets.values())}" has most values: take it out of the dimensions. Further combinations are published as one, with otel.metric.overflow.`,
      );
    }
    return 'overflow';
  };
}

/** The attribute with most distinct values: the one to take out of the dimensions. */
function mostVaried(sets: Iterable<ReadonlyMap<string, string>>): string {
  const values = new Map<string, Set<string>>();
  for (const set of sets) {
    for (const [name, value] of set) {
      const seen = values.get(name) ?? new Set();
      values.set(name, seen.add(value));
    }
  }
  let widest = '';
  for (const [name, seen] of values) if (seen.size > (values.get(widest)?.size ?? 0)) widest = name;
  return widest;
}
