import type { EmfRules } from '../rules.js';
import { isDimensionName, isDimensionValue, MAX_DIMENSIONS } from './limits.js';

/** What the SDK, and this exporter, put in place of the attributes once there are too many combinations. */
export const OVERFLOW_ATTRIBUTE = 'otel.metric.overflow';

export interface SplitAttributes {
  readonly dimensions: ReadonlyMap<string, string>;
  readonly properties: ReadonlyMap<string, unknown>;
}

/**
 * Decides, for one measurement, which attributes are dimensions; those given as `always` come first.
 *
 * @param refuse - Called with an attribute that should be a dimension but cannot be one.
 */
export function splitAttributes(
  metric: string,
  attributes: Readonly<Record<string, unknown>>,
  always: ReadonlyMap<string, string>,
  isDimension: EmfRules['isDimension'],
  refuse: (attribute: string, why: string) => void,
): SplitAttributes {
  const dimensions = new Map(always);
  dimensions.delete(metric);
  const properties = new Map<string, unknown>();

  const whyRefused = (name: string, text: string): string | undefined => {
    if (!isDimensionName(name) || !isDimensionValue(text)) return 'CloudWatch takes printable ASCII only';
    if (dimensions.size < MAX_DIMENSIONS || dimensions.has(name)) return undefined;
    return `there are ${MAX_DIMENSIONS} dimensions already`;
  };

  // Sorted, so that the order in which attributes were given makes no difference.
  for (const name of Object.keys(attributes).sort()) {
    const value = attributes[name];
    if (value === undefined || value === null) continue;
    if (name === metric) {
      refuse(name, 'it has the name of the metric itself, and is left out');
      continue;
    }
    const isWanted = name === OVERFLOW_ATTRIBUTE || isDimension(name, metric);
    const text = textOf(value);
    const why = isWanted ? whyRefused(name, text) : undefined;
    if (why) refuse(name, `${why}, and is written as a property`);
    if (isWanted && !why) dimensions.set(name, text);
    else properties.set(name, value);
  }
  return { dimensions, properties };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
