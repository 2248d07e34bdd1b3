import { RESERVED_MEMBER } from '../../exporters/emf/limits.js';
import type { MetricPublication } from '../telemetry/published-metrics.js';
import { type DimensionSet, merge, NO_DIMENSIONS } from './dimensions.js';
import type { EmfKeySource } from './emf-output.js';
import type { MetricGroup, MetricStore } from './store.js';

type Warn = (message: string) => void;

const NO_PROPERTIES: ReadonlyMap<string, unknown> = new Map();

/** Sets of dimensions that can be in one document, because they agree on every value. */
interface Layer {
  readonly values: Map<string, string>;
  readonly sets: (readonly string[])[];
}

const agree = (values: DimensionSet, others: DimensionSet): boolean =>
  [...others].every(([name, value]) => (values.get(name) ?? value) === value);

/** One set with the invocation's dimensions and one for each `addDimensions`, else the default ones alone. */
const layersOf = (store: MetricStore, group: MetricGroup): Layer[] => {
  const asked = store.dimensions.size > 0 ? [store.dimensions, ...store.dimensionSets] : store.dimensionSets;
  const layers: Layer[] = [];
  for (const own of asked.length > 0 ? asked : [NO_DIMENSIONS]) {
    const wanted = merge(store.defaultDimensions, own, group.dimensions);
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

/** @throws {Error} if a metric has the name of one of these members: one of the two would be lost. */
const checkNames = ({ metrics }: MetricGroup, source: EmfKeySource, members: ReadonlyMap<string, unknown>): void => {
  for (const name of members.keys()) {
    if (!metrics.has(name)) continue;
    throw new Error(
      `"${name}" is both a metric (a number) and a ${source} (a string); an EMF document can hold only one of them. Rename one.`,
    );
  }
};

/** Metadata under the name of a dimension gives way to it. */
const propertiesOf = (
  { metadata }: MetricStore,
  dimensions: DimensionSet,
  warn: Warn,
): ReadonlyMap<string, unknown> => {
  if (!metadata) return NO_PROPERTIES;
  const properties = new Map<string, unknown>();
  for (const [name, value] of metadata) {
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
  // Of several sources of one name first the one whose value would be published.
  checkNames(group, 'dimension', group.dimensions);
  for (const set of store.dimensionSets) checkNames(group, 'dimension set', set);
  checkNames(group, 'dimension', store.dimensions);
  checkNames(group, 'default dimension', store.defaultDimensions);
  if (store.metadata) checkNames(group, 'metadata', store.metadata);
  const timestamp = store.timestamp ?? Date.now();
  const publication = (dimensions: DimensionSet, dimensionSets: readonly (readonly string[])[]): MetricPublication => ({
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
