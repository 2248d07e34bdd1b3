import { quote } from '../json-quote.js';
import { createCardinalityLimit } from './cardinality-limit.js';
import { createDimensionPolicy, DEFAULT_DIMENSIONS, OVERFLOW_ATTRIBUTE } from './dimension-policy.js';
import { type EmfDocument, type EmfEntry, membersText } from './document.js';
import { definitionText, entriesOf } from './entries.js';
import { type DocumentFrame, DocumentLayout } from './layout.js';
import { isDimensionValue, isMetricName, isNamespace, RESERVED_MEMBER } from './limits.js';
import {
  AggregationTemporality,
  DataPointType,
  type EmfDataPoint,
  type EmfMetricData,
  type EmfResourceMetrics,
  type EmfScopeMetrics,
} from './metric-data.js';
import { DEFAULT_MAX_DIMENSION_SETS, DEFAULT_NAMESPACE, type EmfMetricExporterOptions } from './options.js';
import { type CloudWatchUnit, cloudWatchUnit } from './units.js';

/** Told of what cannot be published; each `kind` is to be reported once. */
export interface TranslationReport {
  warn(kind: string, message: string): void;
  refuseValue(metric: string): void;
}

/** What is the same for every point of one metric. */
interface MetricFrame {
  readonly name: string;
  readonly quotedName: string;
  readonly definition: string;
  readonly unit: CloudWatchUnit | undefined;
}

/** What is the same for every point of one scope. */
interface ScopeFrame {
  readonly namespace: string;
  readonly dimensions: ReadonlyMap<string, string>;
  readonly properties: ReadonlyMap<string, unknown>;
}

const NANOSECONDS_PER_MILLISECOND = 1_000_000;

const millisecondsOf = ([seconds, nanoseconds]: EmfDataPoint['endTime']): number =>
  seconds * 1000 + Math.floor(nanoseconds / NANOSECONDS_PER_MILLISECOND);

/** The one set of dimensions for all measurements beyond the limit: their sum stays right, their attributes searchable. */
const overflowDimensions = (metric: string, scope: ScopeFrame): ReadonlyMap<string, string> => {
  const dimensions = new Map([...scope.dimensions, [OVERFLOW_ATTRIBUTE, 'true']]);
  dimensions.delete(metric);
  return dimensions;
};

/** Only what was added since the last export adds up in CloudWatch; a level may be repeated. */
const addsUp = ({ aggregationTemporality, dataPointType, isMonotonic }: EmfMetricData): boolean =>
  aggregationTemporality === AggregationTemporality.DELTA ||
  dataPointType === DataPointType.GAUGE ||
  (dataPointType === DataPointType.SUM && isMonotonic === false);

/** Turns the metric data of an export into EMF documents. */
export const createTranslator = (options: EmfMetricExporterOptions, report: TranslationReport) => {
  const chooseDimensions = createDimensionPolicy({
    dimensions: options.dimensions ?? DEFAULT_DIMENSIONS,
    metricDimensions: options.metricDimensions ?? {},
    onRefused: (attribute, why) => report.warn(`attribute ${attribute}`, `the attribute "${attribute}" ${why}.`),
  });
  const limitCardinality = createCardinalityLimit(options.maxDimensionSets ?? DEFAULT_MAX_DIMENSION_SETS);
  const { storageResolution = 60 } = options;

  const namespaceOf = (resource: Readonly<Record<string, unknown>>): string => {
    if (options.namespace !== undefined) return options.namespace;
    const fromResource = resource['service.namespace'];
    if (typeof fromResource === 'string' && isNamespace(fromResource)) return fromResource;
    report.warn('namespace', `no namespace is set; metrics go to "${DEFAULT_NAMESPACE}".`);
    return DEFAULT_NAMESPACE;
  };

  const scopeFrame = ({ resource }: EmfResourceMetrics, { scope }: EmfScopeMetrics): ScopeFrame => {
    const dimensions = new Map<string, string>();
    const service = options.serviceName ?? resource.attributes['service.name'];
    if (typeof service === 'string' && isDimensionValue(service)) dimensions.set('service', service);
    for (const [name, value] of Object.entries(options.defaultDimensions ?? {})) dimensions.set(name, value);
    const properties = new Map<string, unknown>();
    for (const name of options.resourceProperties ?? []) {
      const value = resource.attributes[name];
      if (value !== undefined) properties.set(name, value);
    }
    if (options.scopeProperties) {
      properties.set('otel.scope.name', scope.name);
      if (scope.version) properties.set('otel.scope.version', scope.version);
    }
    return { namespace: namespaceOf(resource.attributes), dimensions, properties };
  };

  const metricFrame = ({ descriptor }: EmfMetricData): MetricFrame => {
    const { name } = descriptor;
    const unit = cloudWatchUnit(descriptor.unit);
    const resolution = typeof storageResolution === 'function' ? storageResolution(name) : storageResolution;
    const quotedName = quote(name);
    return { name, quotedName, unit, definition: definitionText(quotedName, unit?.name, resolution) };
  };

  const entries = ({ name, quotedName, definition, unit }: MetricFrame, point: EmfDataPoint): EmfEntry[] =>
    entriesOf(quotedName, definition, point, unit?.scale ?? 1, () => report.refuseValue(name));

  /** Which document a point belongs to, by its attributes and its time. */
  const pointFrame = (scope: ScopeFrame, metric: string, point: EmfDataPoint): DocumentFrame => {
    const { dimensions, properties: demoted } = chooseDimensions(metric, point.attributes, scope.dimensions);
    const within = limitCardinality(metric, dimensions) === 'within';
    const published = within ? dimensions : overflowDimensions(metric, scope);
    const properties = new Map<string, unknown>();
    for (const [name, value] of [...scope.properties, ...demoted, ...(within ? [] : dimensions)]) {
      if (name !== metric && name !== RESERVED_MEMBER && !published.has(name)) properties.set(name, value);
    }
    return {
      namespace: scope.namespace,
      timestamp: millisecondsOf(point.endTime),
      dimensionSets: [[...published.keys()]],
      dimensions: membersText(published),
      properties: membersText(properties),
    };
  };

  const addMeasured = (layout: DocumentLayout, scope: ScopeFrame, metric: EmfMetricData): void => {
    const frame = metricFrame(metric);
    if (!isMetricName(frame.name)) {
      report.warn(`name ${frame.name}`, `the metric name "${frame.name}" is not one that CloudWatch takes.`);
      return;
    }
    if (!addsUp(metric)) {
      report.warn(
        `temporality ${frame.name}`,
        `the metric "${frame.name}" is cumulative: CloudWatch would add up its totals. It is left out; have the reader use the exporter's selectAggregationTemporality.`,
      );
      return;
    }
    for (const point of metric.dataPoints) {
      layout.add(pointFrame(scope, frame.name, point), frame.name, entries(frame, point));
    }
  };

  return (data: EmfResourceMetrics): EmfDocument[] => {
    const layout = new DocumentLayout();
    for (const scope of data.scopeMetrics) {
      const frame = scopeFrame(data, scope);
      for (const metric of scope.metrics) addMeasured(layout, frame, metric);
    }
    return layout.documents();
  };
};
