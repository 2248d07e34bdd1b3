import { quote } from '../json-quote.js';
import { createCardinalityLimit } from './cardinality-limit.js';
import { EmfDocument, membersText } from './document/document.js';
import { isMetricName, RESERVED_MEMBER } from './document/limits.js';
import { OVERFLOW_ATTRIBUTE, splitAttributes } from './document/split-attributes.js';
import { cloudWatchUnit } from './document/units.js';
import { definitionText, pointTexts } from './document/values.js';
import {
  AggregationTemporality,
  DataPointType,
  type EmfDataPoint,
  type EmfMetricData,
  type EmfResourceMetrics,
} from './metric-data.js';
import type { EmfRules, ScopeFrame, Warn } from './rules.js';

const NANOSECONDS_PER_MILLISECOND = 1_000_000;

/** A document that is being filled, and how many parts each name has in it already. */
interface OpenDocument {
  readonly document: EmfDocument;
  readonly parts: Map<string, number>;
}

/**
 * Turns the metric data of an export into EMF documents.
 *
 * @param refuse - Told of each value that cannot be published.
 */
export function createTranslator(rules: EmfRules, warn: Warn, refuse: (metric: string) => void) {
  const limitCardinality = createCardinalityLimit(rules.maxDimensionSets);
  const refuseAttribute = (attribute: string, why: string): void =>
    warn(`attribute ${attribute}`, `the attribute "${attribute}" ${why}.`);

  /** The document of a point: one for all that have the same dimensions, properties and time. */
  const documentOf = (
    documents: Map<string, OpenDocument>,
    scope: ScopeFrame,
    metric: string,
    { attributes, endTime }: EmfDataPoint,
  ): OpenDocument => {
    const split = splitAttributes(metric, attributes, scope.dimensions, rules.isDimension, refuseAttribute);
    const isWithin = limitCardinality(metric, split.dimensions) === 'within';
    const dimensions = isWithin ? split.dimensions : overflowDimensions(metric, scope);
    const properties = new Map([...scope.properties, ...split.properties, ...(isWithin ? [] : split.dimensions)]);
    for (const name of [metric, RESERVED_MEMBER, ...dimensions.keys()]) properties.delete(name);
    const frame = {
      namespace: scope.namespace,
      timestamp: millisecondsOf(endTime),
      dimensionSets: [[...dimensions.keys()]],
    };
    const texts = [membersText(properties), membersText(dimensions)] as const;
    const key = [frame.timestamp, frame.namespace, ...texts].join(' ');
    const open = documents.get(key) ?? { document: new EmfDocument(frame, ...texts, rules), parts: new Map() };
    documents.set(key, open);
    return open;
  };

  const whyRefused = (metric: EmfMetricData): [kind: string, message: string] | undefined => {
    const { name } = metric.descriptor;
    if (!isMetricName(name)) return ['name', `the metric name "${name}" is not one that CloudWatch takes.`];
    if (addsUp(metric)) return undefined;
    return [
      'temporality',
      `the metric "${name}" is cumulative: CloudWatch would add up its totals. It is left out; have the reader use the exporter's selectAggregationTemporality.`,
    ];
  };

  const addMetric = (documents: Map<string, OpenDocument>, scope: ScopeFrame, metric: EmfMetricData): void => {
    const { name } = metric.descriptor;
    const refused = whyRefused(metric);
    if (refused) {
      const [kind, message] = refused;
      warn(`${kind} ${name}`, message);
      return;
    }
    const unit = cloudWatchUnit(metric.descriptor.unit);
    const quotedName = quote(name);
    const definition = definitionText(quotedName, unit?.name, rules.resolutionOf(name));
    for (const point of metric.dataPoints) {
      const { document, parts } = documentOf(documents, scope, name, point);
      let part = parts.get(name) ?? 0;
      for (const text of pointTexts(point, unit?.scale ?? 1, () => refuse(name))) {
        document.add(definition, `${quotedName}:${text}`, part);
        part += 1;
      }
      parts.set(name, part);
    }
  };

  return ({ resource, scopeMetrics }: EmfResourceMetrics): EmfDocument[] => {
    const documents = new Map<string, OpenDocument>();
    for (const { scope, metrics } of scopeMetrics) {
      const frame = rules.frameOf(resource, scope, warn);
      for (const metric of metrics) addMetric(documents, frame, metric);
    }
    return Array.from(documents.values(), ({ document }) => document);
  };
}

function millisecondsOf([seconds, nanoseconds]: EmfDataPoint['endTime']): number {
  return seconds * 1000 + Math.floor(nanoseconds / NANOSECONDS_PER_MILLISECOND);
}

/** The one set of dimensions for all measurements beyond the limit: their sum stays right, their attributes searchable. */
function overflowDimensions(metric: string, scope: ScopeFrame): ReadonlyMap<string, string> {
  const dimensions = new Map([...scope.dimensions, [OVERFLOW_ATTRIBUTE, 'true']]);
  dimensions.delete(metric);
  return dimensions;
}

/** Only what was added since the last export adds up in CloudWatch; a level may be repeated. */
function addsUp({ aggregationTemporality, dataPointType, isMonotonic }: EmfMetricData): boolean {
  return (
    aggregationTemporality === AggregationTemporality.DELTA ||
    dataPointType === DataPointType.GAUGE ||
    (dataPointType === DataPointType.SUM && isMonotonic === false)
  );
}
