import { quote } from '../json-quote.js';
import {
  type DocumentFrame,
  EmfDocument,
  isSurelyWithin,
  join,
  type LineLimits,
  lineText,
  membersText,
} from './document/document.js';
import { fittingMembers } from './document/fitting-members.js';
import { isMetricValue, MAX_METRICS_PER_DIRECTIVE, MAX_VALUES_PER_METRIC } from './document/limits.js';
import { definitionText, valueTexts } from './document/values.js';

/** Every value of one metric. */
export interface EmfPublishedMetric {
  /** Not the name of another metric, a dimension or a property of the same publication. */
  readonly name: string;
  /** One of CloudWatch's units. */
  readonly unit: string;
  /** Seconds that CloudWatch keeps apart: 1 or 60. */
  readonly resolution: number;
  /** Every value that was recorded. */
  readonly values: readonly number[];
}

/** Metrics whose layout is decided already: one EMF document. */
export interface EmfPublication extends DocumentFrame {
  /** Names and values of the dimensions. */
  readonly dimensions: ReadonlyMap<string, string>;
  /** What can be searched, but is no dimension. */
  readonly properties: ReadonlyMap<string, unknown>;
  /** The metrics, by their names. */
  readonly metrics: ReadonlyMap<string, EmfPublishedMetric>;
}

/** The parts of a line that are the same whenever a metric is published. */
interface MetricTexts {
  readonly unit: string;
  readonly resolution: number;
  readonly definition: string;
  /** `"name":` */
  readonly key: string;
}

const MAX_CACHED_TEXTS = 1000;

// A function publishes the same few metrics over and over.
const cachedTexts = new Map<string, MetricTexts>();

/** The publication in one line, without a detour; undefined if anything about it asks for one. */
export function singleLine(publication: EmfPublication, members: string, maxBytes: number): string | undefined {
  let definitions = '';
  let targets = '';
  for (const metric of publication.metrics.values()) {
    const { definition, key } = textsOf(metric);
    const value = valuesText(metric.values);
    if (value === undefined) return undefined;
    definitions = definitions === '' ? definition : `${definitions},${definition}`;
    targets = targets === '' ? key + value : `${targets},${key}${value}`;
  }
  const text = lineText(publication, members, definitions, targets);
  return isSurelyWithin(text, maxBytes) ? text : undefined;
}

/** The publication as lines that keep the limits. Values that cannot be written are left out, and told to `refuse`. */
export function publicationLines(
  publication: EmfPublication,
  limits: LineLimits,
  refuse: (metric: string) => void,
): string[] {
  const { metrics } = publication;
  if (metrics.size === 0) return [];
  const properties = fittingMembers(publication.properties, limits);
  const dimensions = membersText(publication.dimensions);
  if (metrics.size <= MAX_METRICS_PER_DIRECTIVE) {
    const line = singleLine(publication, join(properties, dimensions), limits.targetLineBytes);
    if (line !== undefined) return [line];
  }
  const document = new EmfDocument(publication, properties, dimensions, limits);
  for (const metric of metrics.values()) {
    const { definition, key } = textsOf(metric);
    const texts = valueTexts(metric.values, 1, () => refuse(metric.name));
    for (const [part, text] of texts.entries()) document.add(definition, key + text, part);
  }
  return document.lines();
}

function textsOf({ name, unit, resolution }: EmfPublishedMetric): MetricTexts {
  const cached = cachedTexts.get(name);
  if (cached && cached.unit === unit && cached.resolution === resolution) return cached;
  const quotedName = quote(name);
  const definition = definitionText(quotedName, unit, resolution);
  const texts = { unit, resolution, definition, key: `${quotedName}:` };
  if (cachedTexts.size >= MAX_CACHED_TEXTS) cachedTexts.clear();
  cachedTexts.set(name, texts);
  return texts;
}

/** The one or many values as JSON; undefined where some cannot be written, or not in one line. */
function valuesText(values: readonly number[]): string | undefined {
  if (values.length > MAX_VALUES_PER_METRIC || !values.every(isMetricValue)) return undefined;
  if (values.length === 1) return `${values[0]}`;
  return values.length > 0 ? `[${values.join(',')}]` : undefined;
}
