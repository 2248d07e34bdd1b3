import { RESERVED_MEMBER } from '../../../exporters/emf/document/limits.js';
import type { MetricPublication } from '../../telemetry/metrics/published-metrics.js';
import { type Changes, copyData } from '../../telemetry/redaction/copy-data.js';
import { type DimensionSet, merge, NO_DIMENSIONS, type Refuse } from '../store/dimensions.js';
import type { MetricGroup, MetricStore } from '../store/store.js';
import type { EmfKeySource } from './emf-output.js';

type Warn = (message: string) => void;

/** Who is told of what is left out. */
interface Told {
  readonly warn: Warn;
  readonly refuse: Refuse;
}

const AS_IT_IS: Changes = { value: (_path, value) => value, name: (name) => name };

const NO_PROPERTIES: ReadonlyMap<string, unknown> = new Map();

/** Sets of dimensions that can be in one document, because they agree on every value. */
interface Layer {
  readonly values: Map<string, string>;
  readonly sets: (readonly string[])[];
}

/** How many documents a set is compared with: to look at all of them would take the square of their number. */
const COMPARED_LAYERS = 16;

/**
 * What is to be published of one group of metrics of the store: one document, or several where sets of dimensions have
 * different values for one name. What has the name of something else is left out, and told of.
 */
export function publicationsOf(
  store: MetricStore,
  group: MetricGroup,
  namespace: string,
  { warn, refuse }: Told,
): [MetricPublication, ...MetricPublication[]] {
  const metrics = metricsOf(store, group, refuse);
  const timestamp = store.timestamp ?? Date.now();
  const publication = (dimensions: DimensionSet, dimensionSets: readonly (readonly string[])[]): MetricPublication => ({
    namespace,
    timestamp,
    hasOwnTime: store.timestamp !== undefined,
    dimensionSets,
    dimensions,
    properties: propertiesOf(store, dimensions, metrics, warn),
    metrics,
  });
  // What most invocations have.
  if (store.dimensions.size + store.dimensionSets.length + group.dimensions.size === 0) {
    return [publication(store.defaultDimensions, onlySetOf(store.defaultDimensions))];
  }
  const [first, ...others] = layersOf(store, group).map(({ values, sets }) => publication(values, sets));
  return first ? [first, ...others] : [publication(NO_DIMENSIONS, [[]])];
}

const onlySets = new WeakMap<DimensionSet, readonly (readonly string[])[]>();

/** The same list for the same dimensions: exporters know it again by its identity. */
function onlySetOf(dimensions: DimensionSet): readonly (readonly string[])[] {
  let sets = onlySets.get(dimensions);
  if (!sets) {
    sets = [[...dimensions.keys()]];
    onlySets.set(dimensions, sets);
  }
  return sets;
}

function agree(values: DimensionSet, others: DimensionSet): boolean {
  return [...others].every(([name, value]) => (values.get(name) ?? value) === value);
}

/** One set with the invocation's dimensions and one for each `addDimensions`, else the default ones alone. */
function layersOf(store: MetricStore, group: MetricGroup): Layer[] {
  const asked = store.dimensions.size > 0 ? [store.dimensions, ...store.dimensionSets] : store.dimensionSets;
  const layers: Layer[] = [];
  for (const own of asked.length > 0 ? asked : [NO_DIMENSIONS]) {
    const wanted = merge(store.defaultDimensions, own, group.dimensions);
    let layer = layers.slice(-COMPARED_LAYERS).find(({ values }) => agree(values, wanted));
    if (!layer) {
      layer = { values: new Map(), sets: [] };
      layers.push(layer);
    }
    for (const [name, value] of wanted) layer.values.set(name, value);
    layer.sets.push([...wanted.keys()]);
  }
  return layers;
}

/**
 * The metrics that a document can hold beside the dimensions: it has one member for a name. A dimension tells of all
 * metrics, so it is the metric that gives way.
 */
function metricsOf(store: MetricStore, group: MetricGroup, refuse: Refuse): MetricGroup['metrics'] {
  if (!clashes(store, group)) return group.metrics;
  const sources: readonly [EmfKeySource, DimensionSet][] = [
    ['dimension', group.dimensions],
    ...store.dimensionSets.map((set): [EmfKeySource, DimensionSet] => ['dimension set', set]),
    ['dimension', store.dimensions],
    ['default dimension', store.defaultDimensions],
  ];
  let kept = group.metrics;
  for (const [source, dimensions] of sources) {
    for (const name of dimensions.keys()) {
      const clashing = kept.get(name);
      if (!clashing) continue;
      if (kept === group.metrics) kept = new Map(kept);
      kept.delete(name);
      const message = `The metric "${name}" is left out: there is a ${source} of that name. Rename one.`;
      refuse('metric', name, message, clashing.values.length);
    }
  }
  return kept;
}

/** Whether a metric has the name of a dimension. */
function clashes(store: MetricStore, { dimensions, metrics }: MetricGroup): boolean {
  for (const name of metrics.keys()) {
    if (store.defaultDimensions.has(name) || store.dimensions.has(name) || dimensions.has(name)) return true;
    if (store.dimensionSets.some((set) => set.has(name))) return true;
  }
  return false;
}

/** Metadata under the name of a dimension or of a metric gives way to it. */
function propertiesOf(
  { metadata }: MetricStore,
  dimensions: DimensionSet,
  metrics: MetricGroup['metrics'],
  warn: Warn,
): ReadonlyMap<string, unknown> {
  if (!metadata) return NO_PROPERTIES;
  const properties = new Map<string, unknown>();
  for (const [name, value] of metadata) {
    if (name === RESERVED_MEMBER) warn(`The metadata "${name}" is left out: the name is reserved.`);
    else if (dimensions.has(name)) warn(`The metadata "${name}" is left out: there is a dimension of that name.`);
    else if (metrics.has(name)) warn(`The metadata "${name}" is left out: there is a metric of that name.`);
    // What is shared without end, or a list of billions, would be written without end.
    else properties.set(name, typeof value === 'object' && value !== null ? copyData([name], value, AS_IT_IS) : value);
  }
  return properties;
}
