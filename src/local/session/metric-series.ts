import { recordOf, type Values } from '../is-record.js';

/** A metric as CloudWatch keeps it: one name with one value of each of its dimensions. */
export interface Series {
  readonly namespace: string;
  readonly name: string;
  readonly unit: string;
  readonly dimensions: Readonly<Record<string, string>>;
  /** Time in milliseconds since the epoch, and value; the newest last. */
  readonly points: readonly (readonly [number, number])[];
  readonly samples: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** A metric whose dimension takes ever more values, each of which CloudWatch bills. */
interface GrowingDimension {
  readonly namespace: string;
  readonly name: string;
  readonly dimension: string;
  readonly values: number;
}

export interface MetricsOverview {
  readonly series: readonly Series[];
  readonly growing: readonly GrowingDimension[];
  /** US dollars a month for all series together, if each gets at least one value in every hour. */
  readonly monthlyCost: number;
  /** Series that came when no more were taken. */
  readonly omitted: number;
}

const MAX_SERIES = 2000;
const MAX_POINTS = 500;
/** More values than a dimension that stands for a thing of the system has: service, function, region. */
const MANY_VALUES = 10;
/** CloudWatch custom metrics, US dollars a metric and month in us-east-1: the first 10,000. */
const DOLLARS_PER_METRIC = 0.3;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
type KeptSeries = Mutable<Omit<Series, 'points'>> & { points: (readonly [number, number])[] };

/** The metrics of the session, read from EMF documents as CloudWatch reads them. */
export class MetricSeries {
  readonly #series = new Map<string, KeptSeries>();
  #omitted = 0;

  /** @param fallbackTime milliseconds since the epoch, for a document without a timestamp */
  add(documents: readonly Values[], fallbackTime: number): void {
    for (const document of documents) {
      const { Timestamp: timestamp, CloudWatchMetrics: directives } = recordOf(document._aws);
      const time = typeof timestamp === 'number' ? timestamp : fallbackTime;
      for (const directive of listOf(directives).map(recordOf)) this.#addDirective(document, directive, time);
    }
  }

  overview(): MetricsOverview {
    const series = [...this.#series.values()];
    return {
      series,
      growing: growingAmong(series),
      monthlyCost: series.length * DOLLARS_PER_METRIC,
      omitted: this.#omitted,
    };
  }

  #addDirective(document: Values, directive: Values, time: number): void {
    const namespace = String(directive.Namespace);
    const sets = listOf(directive.Dimensions);
    for (const { Name: name, Unit: unit } of listOf(directive.Metrics).map(recordOf)) {
      const reading = readValue(document[String(name)]);
      if (!reading) continue;
      for (const set of sets.length > 0 ? sets : [[]]) {
        const dimensions = Object.fromEntries(listOf(set).map((key) => [String(key), String(document[String(key)])]));
        this.#addReading({ namespace, name: String(name), unit: String(unit ?? 'None'), dimensions }, reading, time);
      }
    }
  }

  #addReading(
    identity: Pick<Series, 'namespace' | 'name' | 'unit' | 'dimensions'>,
    reading: Reading,
    time: number,
  ): void {
    const key = JSON.stringify([identity.namespace, identity.name, Object.entries(identity.dimensions).sort()]);
    const known = this.#series.get(key);
    if (!known && this.#series.size >= MAX_SERIES) {
      this.#omitted += 1;
      return;
    }
    const series = known ?? { ...identity, points: [], samples: 0, sum: 0, minimum: Infinity, maximum: -Infinity };
    this.#series.set(key, series);
    series.samples += reading.count;
    series.sum += reading.sum;
    series.minimum = Math.min(series.minimum, reading.minimum);
    series.maximum = Math.max(series.maximum, reading.maximum);
    series.points.push([time, reading.count === 1 ? reading.sum : reading.sum / reading.count]);
    if (series.points.length > MAX_POINTS) series.points.shift();
  }
}

interface Reading {
  readonly count: number;
  readonly sum: number;
  readonly minimum: number;
  readonly maximum: number;
}

/** A value of EMF: a number, several of them, or a statistic set. */
function readValue(value: unknown): Reading | undefined {
  const numbers = (Array.isArray(value) ? value : [value]).filter((item) => typeof item === 'number');
  if (numbers.length > 0) {
    const sum = numbers.reduce((total, item) => total + item, 0);
    const extremes = numbers.reduce(
      ({ minimum, maximum }, item) => ({ minimum: Math.min(minimum, item), maximum: Math.max(maximum, item) }),
      { minimum: Infinity, maximum: -Infinity },
    );
    return { count: numbers.length, sum, ...extremes };
  }
  const { Count: count, Sum: sum, Min: minimum, Max: maximum } = recordOf(value);
  if (typeof count !== 'number' || typeof sum !== 'number' || count <= 0) return undefined;
  return {
    count,
    sum,
    minimum: typeof minimum === 'number' ? minimum : sum / count,
    maximum: typeof maximum === 'number' ? maximum : sum / count,
  };
}

function growingAmong(series: readonly Series[]): GrowingDimension[] {
  const values = new Map<string, { readonly identity: Omit<GrowingDimension, 'values'>; readonly seen: Set<string> }>();
  for (const { namespace, name, dimensions } of series) {
    for (const [dimension, value] of Object.entries(dimensions)) {
      const key = JSON.stringify([namespace, name, dimension]);
      const known = values.get(key) ?? { identity: { namespace, name, dimension }, seen: new Set<string>() };
      known.seen.add(value);
      values.set(key, known);
    }
  }
  return [...values.values()]
    .filter(({ seen }) => seen.size > MANY_VALUES)
    .map(({ identity, seen }) => ({ ...identity, values: seen.size }));
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
