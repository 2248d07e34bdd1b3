import { quote } from '../json-quote.js';
import { type DocumentFrame, EmfDocument, type LineLimits, membersText } from './document.js';
import { isMetricValue } from './limits.js';
import { definitionText, valueTexts } from './values.js';

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
export interface EmfPublication extends DocumentFrame {
  readonly dimensions: ReadonlyMap<string, string>;
  /** What can be searched, but is no dimension. */
  readonly properties: ReadonlyMap<string, unknown>;
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

const textsOf = ({ name, unit, resolution }: EmfPublishedMetric): MetricTexts => {
  const cached = cachedTexts.get(name);
  if (cached && cached.unit === unit && cached.resolution === resolution) return cached;
  const quotedName = quote(name);
  const definition = definitionText(quotedName, unit, resolution);
  const texts = { unit, resolution, definition, key: `${quotedName}:` };
  if (cachedTexts.size >= MAX_CACHED_TEXTS) cachedTexts.clear();
  cachedTexts.set(name, texts);
  return texts;
};

/** The publication as lines that keep the limits. Values that cannot be written are left out, and told to `refuse`. */
export const publicationLines = (
  publication: EmfPublication,
  limits: LineLimits,
  refuse: (metric: string) => void,
): string[] => {
  const { properties, dimensions, metrics } = publication;
  const document = new EmfDocument(publication, membersText(properties), membersText(dimensions), limits);
  for (const metric of metrics.values()) {
    const { definition, key } = textsOf(metric);
    const [first = Number.NaN] = metric.values;
    if (metric.values.length === 1 && isMetricValue(first)) document.add(definition, `${key}${first}`);
    else {
      const texts = valueTexts(metric.values, 1, () => refuse(metric.name));
      texts.forEach((text, part) => document.add(definition, key + text, part));
    }
  }
  return document.lines();
};
