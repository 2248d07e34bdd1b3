import { isDimensionName, isDimensionValue, MAX_DIMENSIONS } from './limits.js';

/**
 * Which attributes of a measurement become dimensions. CloudWatch bills every combination of dimension values as a
 * metric of its own; every other attribute is written as a property, which can be searched and costs nothing more.
 */
export type DimensionPolicy = readonly string[] | ((attribute: string, metric: string) => boolean);

/** Attributes that have few values in any function. */
export const DEFAULT_DIMENSIONS: readonly string[] = [
  'deployment.environment.name',
  'error.type',
  'faas.trigger',
  'http.request.method',
  'http.response.status_code',
  'http.route',
];

/** What the SDK, and this exporter, put in place of the attributes once there are too many combinations. */
export const OVERFLOW_ATTRIBUTE = 'otel.metric.overflow';

export interface SplitAttributes {
  readonly dimensions: ReadonlyMap<string, string>;
  readonly properties: ReadonlyMap<string, unknown>;
}

export interface DimensionPolicyOptions {
  readonly dimensions: DimensionPolicy;
  readonly metricDimensions: Readonly<Record<string, readonly string[]>>;
  /** Called with an attribute that has the name of a dimension but cannot be one. */
  readonly onRefused: (attribute: string, why: string) => void;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? ''));

/** Decides, for one measurement, which attributes are dimensions; those given as `always` come first. */
export const createDimensionPolicy = (options: DimensionPolicyOptions) => {
  const byMetric = new Map(Object.entries(options.metricDimensions).map(([name, list]) => [name, new Set(list)]));
  const { dimensions } = options;
  const general = typeof dimensions === 'function' ? dimensions : undefined;
  const allowed = new Set(typeof dimensions === 'function' ? [] : dimensions);

  const isWanted = (attribute: string, metric: string): boolean => {
    if (attribute === OVERFLOW_ATTRIBUTE) return true;
    const own = byMetric.get(metric);
    if (own) return own.has(attribute);
    return general ? general(attribute, metric) : allowed.has(attribute);
  };

  return (
    metric: string,
    attributes: Readonly<Record<string, unknown>>,
    always: ReadonlyMap<string, string>,
  ): SplitAttributes => {
    const chosen = new Map<string, string>();
    const properties = new Map<string, unknown>();
    for (const [name, value] of always) if (name !== metric) chosen.set(name, value);
    // Sorted, so that the order in which attributes were given makes no difference.
    for (const name of Object.keys(attributes).sort()) {
      const value = attributes[name];
      if (value === undefined || value === null) continue;
      if (name === metric) {
        options.onRefused(name, 'it has the name of the metric itself, and is left out');
        continue;
      }
      const text = textOf(value);
      if (!isWanted(name, metric)) properties.set(name, value);
      else if (!isDimensionName(name) || !isDimensionValue(text)) {
        options.onRefused(name, 'CloudWatch takes printable ASCII only, and is written as a property');
        properties.set(name, value);
      } else if (chosen.size >= MAX_DIMENSIONS && !chosen.has(name)) {
        options.onRefused(name, `there are ${MAX_DIMENSIONS} dimensions already, and is written as a property`);
        properties.set(name, value);
      } else chosen.set(name, text);
    }
    return { dimensions: chosen, properties };
  };
};
