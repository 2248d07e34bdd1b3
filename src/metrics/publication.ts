import type { EmfPublication } from '../../exporters/emf/index.js';
import { RESERVED_NAME } from './dimensions.js';
import type { EmfKeySource } from './emf-output.js';
import type { MetricGroup, MetricStore } from './store.js';

type Warn = (message: string) => void;

const hasOnlyDefaults = (store: MetricStore, group: MetricGroup): boolean =>
  store.dimensions.size + store.dimensionSets.length + group.dimensions.size === 0;

/** The sets of dimension names: one with the invocation's, one for each `addDimensions`, else the default ones alone. */
const dimensionSets = (store: MetricStore, group: MetricGroup): (readonly string[])[] => {
  const withDefaults = (names: Iterable<string>): string[] => [
    ...new Set([...store.defaultDimensions.keys(), ...names, ...group.dimensions.keys()]),
  ];
  if (hasOnlyDefaults(store, group))
    return store.defaultDimensions.size > 0 ? [[...store.defaultDimensions.keys()]] : [];
  const sets: (readonly string[])[] = [];
  if (store.dimensions.size > 0) sets.push(withDefaults(store.dimensions.keys()));
  for (const set of store.dimensionSets) sets.push(withDefaults(set.keys()));
  return sets.length > 0 ? sets : [withDefaults([])];
};

/** Where a member comes from; of several sources the one whose value is published. */
const sourceOf = (store: MetricStore, group: MetricGroup, name: string): EmfKeySource | undefined => {
  if (group.dimensions.has(name)) return 'dimension';
  for (const set of store.dimensionSets) if (set.has(name)) return 'dimension set';
  if (store.dimensions.has(name)) return 'dimension';
  if (store.defaultDimensions.has(name)) return 'default dimension';
  return store.metadata.has(name) ? 'metadata' : undefined;
};

/** @throws {Error} if a metric has the name of a dimension or of metadata: one of the two would be lost. */
const checkNames = (store: MetricStore, group: MetricGroup): void => {
  for (const name of group.metrics.keys()) {
    const source = sourceOf(store, group, name);
    if (!source) continue;
    throw new Error(
      `"${name}" is both a metric (a number) and a ${source} (a string); an EMF document can hold only one of them. Rename one.`,
    );
  }
};

/** Metadata under the name of a dimension gives way to it. */
const propertiesOf = (store: MetricStore, dimensions: ReadonlyMap<string, string>, warn: Warn) => {
  if (store.metadata.size === 0) return store.metadata;
  const properties = new Map<string, unknown>();
  for (const [name, value] of store.metadata) {
    if (name === RESERVED_NAME) warn(`The metadata "${name}" is left out: the name is reserved.`);
    else if (dimensions.has(name)) warn(`The metadata "${name}" is left out: there is a dimension of that name.`);
    else properties.set(name, value);
  }
  return properties;
};

/**
 * What is to be published of one group of metrics of the store.
 *
 * @throws {Error} if a metric has the name of a dimension or of metadata.
 */
export const publicationOf = (
  store: MetricStore,
  group: MetricGroup,
  namespace: string,
  warn: Warn,
): EmfPublication => {
  checkNames(store, group);
  const dimensions = hasOnlyDefaults(store, group)
    ? store.defaultDimensions
    : new Map(
        [store.defaultDimensions, store.dimensions, ...store.dimensionSets, group.dimensions].flatMap((part) => [
          ...part,
        ]),
      );
  return {
    namespace,
    timestamp: store.timestamp ?? Date.now(),
    dimensionSets: dimensionSets(store, group),
    dimensions,
    properties: propertiesOf(store, dimensions, warn),
    metrics: group.metrics,
  };
};
