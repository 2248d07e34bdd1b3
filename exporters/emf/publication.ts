import { quote } from '../json-quote.js';
import {
  documentLines,
  type EmfEntry,
  type LineFrame,
  type LineLimits,
  line,
  membersText,
  surelyFits,
} from './document.js';
import { definitionText, valueTexts } from './entries.js';
import { isMetricValue, MAX_METRICS_PER_DIRECTIVE, MAX_VALUES_PER_METRIC } from './limits.js';

/** Every value of one metric. */
export interface EmfPublishedMetric {
  /** Not the name of another metric, a dimension or a property of the same publication. */
  readonly name: string;
  /** One of CloudWatch's units. */
  readonly unit: string;
  /** Seconds that CloudWatch keeps apart: 1 or 60. */
  readonly resolution: number;
  readonly values: readonly number[];
}

/** Metrics whose layout is decided already: one EMF document. */
export interface EmfPublication extends LineFrame {
  readonly dimensions: ReadonlyMap<string, string>;
  /** What can be searched, but is no dimension. */
  readonly properties: ReadonlyMap<string, unknown>;
  readonly metrics: ReadonlyMap<string, EmfPublishedMetric>;
}

type Refuse = (metric: string) => void;

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

const textsOf = ({ name, unit, resolution }: EmfPublishedMetric): MetricTexts => {
  const cached = cachedTexts.get(name);
  if (cached && cached.unit === unit && cached.resolution === resolution) return cached;
  const quotedName = quote(name);
  const texts = {
    unit,
    resolution,
    definition: definitionText(quotedName, unit, resolution),
    key: `${quotedName}:`,
  };
  if (cachedTexts.size >= MAX_CACHED_TEXTS) cachedTexts.clear();
  cachedTexts.set(name, texts);
  return texts;
};

/** The one or many values as JSON; undefined where some cannot be written, or not in one document. */
const valuesText = (values: readonly number[]): string | undefined => {
  const [first] = values;
  if (first === undefined || values.length > MAX_VALUES_PER_METRIC) return undefined;
  if (values.length === 1) return isMetricValue(first) ? `${first}` : undefined;
  return values.every(isMetricValue) ? `[${values.join(',')}]` : undefined;
};

/** The publication in one line, without a detour; undefined if anything about it asks for one. */
const singleLine = (publication: EmfPublication, members: string, limits: LineLimits): string | undefined => {
  if (publication.metrics.size > MAX_METRICS_PER_DIRECTIVE) return undefined;
  let definitions = '';
  let targets = '';
  for (const metric of publication.metrics.values()) {
    const { definition, key } = textsOf(metric);
    const value = valuesText(metric.values);
    if (value === undefined) return undefined;
    definitions = definitions === '' ? definition : `${definitions},${definition}`;
    targets = targets === '' ? key + value : `${targets},${key}${value}`;
  }
  const text = line(publication, members, definitions, targets);
  return surelyFits(text, limits) ? text : undefined;
};

/** The publication as lines that keep the limits. Values that cannot be written are left out, and told to `refuse`. */
export const publicationLines = (publication: EmfPublication, limits: LineLimits, refuse: Refuse): string[] => {
  if (publication.metrics.size === 0) return [];
  const properties = membersText(publication.properties);
  const dimensions = membersText(publication.dimensions);
  const members = properties === '' || dimensions === '' ? properties + dimensions : `${properties},${dimensions}`;
  const single = singleLine(publication, members, limits);
  if (single !== undefined) return [single];

  // A document holds a name once: the second hundred values of a metric goes into a second document.
  const parts: EmfEntry[][] = [];
  for (const { name, unit, resolution, values } of publication.metrics.values()) {
    const quotedName = quote(name);
    const definition = definitionText(quotedName, unit, resolution);
    valueTexts(values, 1, () => refuse(name)).forEach((text, index) => {
      const part = parts[index] ?? [];
      part.push({ definition, member: `${quotedName}:${text}` });
      parts[index] = part;
    });
  }
  return parts.flatMap((entries) => documentLines({ ...publication, properties, dimensions, entries }, limits));
};
