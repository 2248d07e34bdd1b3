import {
  documentLines,
  type EmfEntry,
  type LineFrame,
  type LineLimits,
  line,
  membersText,
  quote,
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

const canBeWritten = (values: readonly number[]): boolean =>
  values.length > 0 && values.length <= MAX_VALUES_PER_METRIC && values.every(isMetricValue);

/** The publication in one line, without a detour; undefined if anything about it asks for one. */
const singleLine = (publication: EmfPublication, members: string, limits: LineLimits): string | undefined => {
  if (publication.metrics.size > MAX_METRICS_PER_DIRECTIVE) return undefined;
  let definitions = '';
  let targets = '';
  for (const { name, unit, resolution, values } of publication.metrics.values()) {
    if (!canBeWritten(values)) return undefined;
    const quotedName = quote(name);
    const separator = definitions === '' ? '' : ',';
    definitions += separator + definitionText(quotedName, unit, resolution);
    targets += `${separator}${quotedName}:${values.length === 1 ? values[0] : `[${values.join(',')}]`}`;
  }
  const text = line(publication, members, definitions, targets);
  return surelyFits(text, limits) ? text : undefined;
};

/** The publication as lines that keep the limits. Values that cannot be written are left out, and told to `refuse`. */
export const publicationLines = (publication: EmfPublication, limits: LineLimits, refuse: Refuse): string[] => {
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
