import { RESERVED_MEMBER } from '../../exporters/emf/limits.js';
import type { MetricPublication } from '../telemetry/published-metrics.js';
import type { EmfKeySource } from './emf-output.js';
import type { MetricGroup, MetricStore } from './store.js';

type Warn = (message: string) => void;

const NO_DIMENSIONS: ReadonlyMap<string, string> = new Map();

/** Sets of dimensions that can be in one document, because they agree on every value. */
interface Layer {
  readonly values: Map<string, string>;
  readonly sets: (readonly string[])[];
}

const agree = (values: ReadonlyMap<string, string>, others: ReadonlyMap<string, string>): boolean => {
  for (const [name, value] of others) if ((values.get(name) ?? value) !== value) return false;
  return true;
};

/** One set with the invocation's dimensions and one for each `addDimensions`, else the default ones alone. */
const layersOf = (store: MetricStore, group: MetricGroup): Layer[] => {
  const asked = store.dimensions.size > 0 ? [store.dimensions, ...store.dimensionSets] : store.dimensionSets;
  const layers: Layer[] = [];
  for (const own of asked.length > 0 ? asked : [NO_DIMENSIONS]) {
    const wanted = new Map([...store.defaultDimensions, ...own, ...group.dimensions]);
    let layer = layers.find(({ values }) => agree(values, wanted));
    if (!layer) {
      layer = { values: new Map(), sets: [] };
      layers.push(layer);
    }
    for (const [name, value] of wanted) layer.values.set(name, value);
    layer.sets.push([...wanted.keys()]);
  }
  return layers;
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
    if (name === RESERVED_MEMBER) warn(`The metadata "${name}" is left out: the name is reserved.`);
    else if (dimensions.has(name)) warn(`The metadata "${name}" is left out: there is a dimension of that name.`);
    else properties.set(name, value);
  }
  return properties;
};

/**
 * What is to be published of one group of metrics of the store: one document, or several where sets of dimensions have
 * different values for one name.
 *
 * @throws {Error} if a metric has the name of a dimension or of metadata.
 */
export const publicationsOf = (
  store: MetricStore,
  group: MetricGroup,
  namespace: string,
  warn: Warn,
): [MetricPublication, ...MetricPublication[]] => {
  checkNames(store, group);
  const timestamp = store.timestamp ?? Date.now();
  const publication = (
    dimensions: ReadonlyMap<string, string>,
    dimensionSets: readonly (readonly string[])[],
  ): MetricPublication => ({
    namespace,
    timestamp,
    hasOwnTime: store.timestamp !== undefined,
    dimensionSets,
    dimensions,
    properties: propertiesOf(store, dimensions, warn),
    metrics: group.metrics,
  });
  // What most invocations have.
  if (store.dimensions.size + store.dimensionSets.length + group.dimensions.size === 0) {
    return [publication(store.defaultDimensions, [[...store.defaultDimensions.keys()]])];
  }
  const [first, ...others] = layersOf(store, group).map(({ values, sets }) => publication(values, sets));
  return first ? [first, ...others] : [publication(NO_DIMENSIONS, [[]])];
};
