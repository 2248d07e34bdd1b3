import { lambdaFilter } from '../lambda-filter.js';
import { stdoutLineWriter } from '../write-line.js';
import type { WriteLine } from './delivery.js';
import type { LineLimits } from './document/document.js';
import { isDimensionValue, MAX_PASSED_ON_BYTES } from './document/limits.js';
import type { EmfResourceMetrics, EmfScopeMetrics } from './metric-data.js';

/** What the metrics of one scope have in common. */
export interface ScopeFrame {
  /** The CloudWatch namespace. */
  readonly namespace: string;
  /** Dimensions of every metric: names and values. */
  readonly dimensions: ReadonlyMap<string, string>;
  /** What can be searched in the logs, but is no dimension. */
  readonly properties: ReadonlyMap<string, unknown>;
}

/** Told of what cannot be published; each `kind` is to be reported once. */
export type Warn = (kind: string, message: string) => void;

/** How metrics become EMF. */
export interface EmfRules extends LineLimits {
  /** Dimension sets per metric and process, before further ones are published as one. */
  readonly maxDimensionSets: number;
  /** Writes a document: one line of JSON. */
  readonly writeLine: WriteLine;
  /** Whether an attribute of a metric becomes a dimension of it. */
  isDimension(attribute: string, metric: string): boolean;
  /** Seconds that CloudWatch keeps apart: 1 or 60. */
  resolutionOf(metric: string): number;
  /** The namespace, dimensions and properties of all metrics of a meter. */
  frameOf(resource: EmfResourceMetrics['resource'], scope: EmfScopeMetrics['scope'], warn: Warn): ScopeFrame;
}

/** Attributes that have few values in any function. */
export const DEFAULT_DIMENSIONS: readonly string[] = [
  'deployment.environment.name',
  'error.type',
  'faas.trigger',
  'http.request.method',
  'http.response.status_code',
  'http.route',
];

/** A member of the function's own that would be there twice: what it says is worth more. */
const OWN_LEVEL = /"(?:level|timestamp)":/;

const NO_PROPERTIES: ReadonlyMap<string, unknown> = new Map();

export function serviceDimension(service: unknown): Map<string, string> {
  return new Map(typeof service === 'string' && isDimensionValue(service) ? [['service', service]] : []);
}

/**
 * The rules of who sets no option.
 *
 * @param namespace - One that CloudWatch takes.
 */
export function defaultRules(namespace: string): EmfRules {
  return {
    // Longer lines have been seen to arrive in pieces, none of which CloudWatch can read.
    targetLineBytes: 60_000,
    maxLineBytes: MAX_PASSED_ON_BYTES,
    maxDimensionSets: 100,
    writeLine: (line) => stdoutLineWriter().write(passing(line)),
    isDimension: (attribute) => DEFAULT_DIMENSIONS.includes(attribute),
    resolutionOf: () => 60,
    frameOf: ({ attributes }) => ({
      namespace,
      dimensions: serviceDimension(attributes['service.name']),
      properties: NO_PROPERTIES,
    }),
  };
}

/** The line with what lets it pass where Lambda filters. */
function passing(line: string): string {
  const level = lambdaFilter();
  if (level === undefined || OWN_LEVEL.test(line)) return line;
  return `${line.slice(0, -1)},"level":"${level}","timestamp":"${new Date().toISOString()}"}`;
}
