import { quote } from '../json-quote.js';
import { createCardinalityLimit } from './cardinality-limit.js';
import { createDimensionPolicy, DEFAULT_DIMENSIONS, OVERFLOW_ATTRIBUTE } from './dimension-policy.js';
import { EmfDocument, type LineLimits, membersText } from './document.js';
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
import { cloudWatchUnit } from './units.js';
import { definitionText, pointTexts } from './values.js';

/** Told of what cannot be published; each `kind` is to be reported once. */
export interface TranslationReport {
  warn(kind: string, message: string): void;
  refuseValue(metric: string): void;
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

/** A document that is being filled, and how many parts each name has in it already. */
interface OpenDocument {
  readonly document: EmfDocument;
  readonly parts: Map<string, number>;
}

/** Only what was added since the last export adds up in CloudWatch; a level may be repeated. */
const addsUp = ({ aggregationTemporality, dataPointType, isMonotonic }: EmfMetricData): boolean =>
  aggregationTemporality === AggregationTemporality.DELTA ||
  dataPointType === DataPointType.GAUGE ||
  (dataPointType === DataPointType.SUM && isMonotonic === false);

/** Turns the metric data of an export into EMF documents. */
export const createTranslator = (options: EmfMetricExporterOptions, limits: LineLimits, report: TranslationReport) => {
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

  /** The document of a point: one for all that have the same dimensions, properties and time. */
  const documentOf = (
    documents: Map<string, OpenDocument>,
    scope: ScopeFrame,
    metric: string,
    point: EmfDataPoint,
  ): OpenDocument => {
    const { namespace } = scope;
    const { dimensions, properties: demoted } = chooseDimensions(metric, point.attributes, scope.dimensions);
    const within = limitCardinality(metric, dimensions) === 'within';
    const published = within ? dimensions : overflowDimensions(metric, scope);
    const properties = new Map<string, unknown>();
    for (const [name, value] of [...scope.properties, ...demoted, ...(within ? [] : dimensions)]) {
      if (name !== metric && name !== RESERVED_MEMBER && !published.has(name)) properties.set(name, value);
    }
    const timestamp = millisecondsOf(point.endTime);
    const texts = [membersText(properties), membersText(published)] as const;
    const key = [timestamp, namespace, ...texts].join(' ');
    let open = documents.get(key);
    if (!open) {
      const frame = { namespace, timestamp, dimensionSets: [[...published.keys()]] };
      open = { document: new EmfDocument(frame, ...texts, limits), parts: new Map() };
      documents.set(key, open);
    }
    return open;
  };

  const addMetric = (documents: Map<string, OpenDocument>, scope: ScopeFrame, metric: EmfMetricData): void => {
    const { name } = metric.descriptor;
    if (!isMetricName(name)) {
      report.warn(`name ${name}`, `the metric name "${name}" is not one that CloudWatch takes.`);
      return;
    }
    if (!addsUp(metric)) {
      report.warn(
        `temporality ${name}`,
        `the metric "${name}" is cumulative: CloudWatch would add up its totals. It is left out; have the reader use the exporter's selectAggregationTemporality.`,
      );
      return;
    }
    const unit = cloudWatchUnit(metric.descriptor.unit);
    const resolution = typeof storageResolution === 'function' ? storageResolution(name) : storageResolution;
    const quotedName = quote(name);
    const definition = definitionText(quotedName, unit?.name, resolution);
    for (const point of metric.dataPoints) {
      const { document, parts } = documentOf(documents, scope, name, point);
      let part = parts.get(name) ?? 0;
      for (const text of pointTexts(point, unit?.scale ?? 1, () => report.refuseValue(name))) {
        document.add(definition, `${quotedName}:${text}`, part);
        part += 1;
      }
      parts.set(name, part);
    }
  };

  return (data: EmfResourceMetrics): EmfDocument[] => {
    const documents = new Map<string, OpenDocument>();
    for (const scope of data.scopeMetrics) {
      const frame = scopeFrame(data, scope);
      for (const metric of scope.metrics) addMetric(documents, frame, metric);
    }
    return Array.from(documents.values(), ({ document }) => document);
  };
};
