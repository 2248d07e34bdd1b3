import type { WriteLine } from './delivery.js';
import type { DimensionPolicy } from './dimension-policy.js';
import { isDimensionName, isDimensionValue, isNamespace, MAX_EVENT_BYTES } from './limits.js';

/** Seconds that CloudWatch keeps apart: 60, or 1 (high resolution). */
export type StorageResolution = 1 | 60;

export interface EmfMetricExporterOptions {
  /** CloudWatch namespace. Default: the resource's `service.namespace`, else `default_namespace`. */
  readonly namespace?: string;
  /** Value of the dimension `service`. Default: the resource's `service.name`. */
  readonly serviceName?: string;
  /** Further dimensions of every metric. Default: none. */
  readonly defaultDimensions?: Readonly<Record<string, string>>;
  /** Attributes that become dimensions; all others become properties. Default: `DEFAULT_DIMENSIONS`. */
  readonly dimensions?: DimensionPolicy;
  /** The same for single metrics, by their name, in place of `dimensions`. */
  readonly metricDimensions?: Readonly<Record<string, readonly string[]>>;
  /** Dimension sets per metric and process, before further ones are published as one. Default: 100. */
  readonly maxDimensionSets?: number;
  /** Resource attributes to write as properties of every line. Default: none. */
  readonly resourceProperties?: readonly string[];
  /** Whether the name and version of the instrumentation scope are written as properties. Default: false. */
  readonly scopeProperties?: boolean;
  /** For all metrics, or by the name of the metric. Default: 60. */
  readonly storageResolution?: StorageResolution | ((metric: string) => StorageResolution);
  /** Bytes above which the metrics of a line are spread over several. Default: 60,000. */
  readonly targetLineBytes?: number;
  /** Bytes that no line exceeds; give 262,118 where log events are limited to 256 KB. Default: 1,048,550. */
  readonly maxLineBytes?: number;
  /** Writes one line, which comes without its newline. Default: one write to `process.stdout`. */
  readonly writeLine?: WriteLine;
}

export const DEFAULT_NAMESPACE = 'default_namespace';
export const DEFAULT_MAX_DIMENSION_SETS = 100;
/** Longer lines have been seen to arrive in pieces, none of which CloudWatch can read. */
export const DEFAULT_TARGET_LINE_BYTES = 60_000;

const checkCount = (name: string, value: number | undefined, max: number): void => {
  if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= max)) return;
  throw new RangeError(`EmfMetricExporter: ${name} is ${value}; give a whole number from 1 to ${max}.`);
};

/** Refuses what CloudWatch would: found at creation, it is an error; found later, it is a metric that never arrives. */
export const checkOptions = (options: EmfMetricExporterOptions): void => {
  const { namespace, defaultDimensions = {} } = options;
  if (namespace !== undefined && !isNamespace(namespace)) {
    throw new RangeError(
      `EmfMetricExporter: the namespace "${namespace}" is not one of 1 to 255 letters, digits, spaces and . _ # / : -, the first of which is not a colon.`,
    );
  }
  for (const [name, value] of Object.entries(defaultDimensions)) {
    if (isDimensionName(name) && isDimensionValue(value)) continue;
    throw new RangeError(
      `EmfMetricExporter: the default dimension "${name}" is not one that CloudWatch takes: name (at most 250 characters) and value (at most 1024) are printable ASCII and not blank.`,
    );
  }
  checkCount('maxDimensionSets', options.maxDimensionSets, Number.MAX_SAFE_INTEGER);
  checkCount('targetLineBytes', options.targetLineBytes, MAX_EVENT_BYTES);
  checkCount('maxLineBytes', options.maxLineBytes, MAX_EVENT_BYTES);
};
