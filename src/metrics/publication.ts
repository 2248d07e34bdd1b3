import type { PublishedMetrics } from '../telemetry/published-metrics.js';
import type { MetricGroup, MetricStore } from './store.js';

/** Where a member of an EMF document comes from. */
export type EmfKeySource = 'default dimension' | 'dimension' | 'dimension set' | 'metadata';

type Warn = (message: string) => void;

/** The sets of dimension names: one with the invocation's, one for each `addDimensions`, else the default ones alone. */
const dimensionSets = (store: MetricStore, group: MetricGroup): string[][] => {
  const own = [...group.dimensions.keys()];
  const base = [...store.defaultDimensions.keys()];
  const withBase = (names: Iterable<string>): string[] => [...new Set([...base, ...names, ...own])];
  const sets: string[][] = [];
  if (store.dimensions.size > 0) sets.push(withBase(store.dimensions.keys()));
  for (const set of store.dimensionSets) sets.push(withBase(set.keys()));
  if (sets.length > 0) return sets;
  const only = withBase([]);
  return only.length > 0 ? [only] : [];
};

/**
 * Finds out which name has which source, the later ones winning.
 *
 * @throws {Error} if a metric has the name of a dimension or of metadata: one of the two would be lost.
 */
const checkMembers = (store: MetricStore, group: MetricGroup, warn: Warn): void => {
  const sources = new Map<string, EmfKeySource>();
  const claim = (names: Iterable<string>, source: EmfKeySource): void => {
    for (const name of names) {
      const earlier = sources.get(name);
      if (earlier) warn(`"${name}" is both a ${earlier} and a ${source}; the value of the ${source} is published.`);
      sources.set(name, source);
    }
  };
  claim(store.metadata.keys(), 'metadata');
  claim(store.defaultDimensions.keys(), 'default dimension');
  claim(store.dimensions.keys(), 'dimension');
  for (const set of store.dimensionSets) claim(set.keys(), 'dimension set');
  for (const name of group.dimensions.keys()) sources.set(name, 'dimension');
  for (const name of group.metrics.keys()) {
    const source = sources.get(name);
    if (!source) continue;
    throw new Error(
      `"${name}" is both a metric (a number) and a ${source} (a string); in EMF only one of them can exist. Rename one.`,
    );
  }
};

/**
 * What is to be published of one group of metrics of the store.
 *
 * @throws {Error} if a metric has the name of a dimension or of metadata.
 */
export const publication = (
  store: MetricStore,
  group: MetricGroup,
  namespace: string,
  warn: Warn,
): PublishedMetrics => {
  checkMembers(store, group, warn);
  const dimensions = new Map(
    [store.defaultDimensions, store.dimensions, ...store.dimensionSets, group.dimensions].flatMap((part) => [...part]),
  );
  const properties = new Map(store.metadata);
  for (const name of dimensions.keys()) properties.delete(name);
  return {
    namespace,
    timestamp: store.timestamp ?? Date.now(),
    dimensionSets: dimensionSets(store, group),
    dimensions,
    properties,
    metrics: group.metrics.values(),
  };
};
