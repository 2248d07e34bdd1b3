import { checkOptionNames, type OptionNames } from '../option-names.js';
import type { WriteLine } from './delivery.js';
import { isDimensionName, isDimensionValue, isNamespace, MAX_EVENT_BYTES, NAMESPACE_RULE } from './document/limits.js';
import {
  DEFAULT_DIMENSIONS,
  defaultRules,
  type EmfRules,
  type ScopeFrame,
  serviceDimension,
  type Warn,
} from './rules.js';

/**
 * Which attributes of a measurement become dimensions. CloudWatch bills every combination of dimension values as a
 * metric of its own; every other attribute is written as a property, which can be searched and costs nothing more.
 */
export type DimensionPolicy = readonly string[] | ((attribute: string, metric: string) => boolean);

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
  /** Bytes that no line exceeds, at most 1,048,550. Default: 262,118, as some of what takes log lines has no more. */
  readonly maxLineBytes?: number;
  /** Writes one line, which comes without its newline. Default: one write to `process.stdout`. */
  readonly writeLine?: WriteLine;
}

const DEFAULT_NAMESPACE = 'default_namespace';

const NAMES: OptionNames<EmfMetricExporterOptions> = {
  namespace: true,
  serviceName: true,
  defaultDimensions: true,
  dimensions: true,
  metricDimensions: true,
  maxDimensionSets: true,
  resourceProperties: true,
  scopeProperties: true,
  storageResolution: true,
  targetLineBytes: true,
  maxLineBytes: true,
  writeLine: true,
};

/** @throws {RangeError} if an option is not one that CloudWatch takes. */
export function rulesOf(options: EmfMetricExporterOptions): EmfRules {
  checkOptionNames('EmfMetricExporter', options, NAMES);
  checkOptions(options);
  const defaults = defaultRules(DEFAULT_NAMESPACE);
  const { storageResolution = 60, maxLineBytes = defaults.maxLineBytes } = options;

  const namespaceOf = (resource: Readonly<Record<string, unknown>>, warn: Warn): string => {
    const namespace = options.namespace ?? resource['service.namespace'];
    if (typeof namespace === 'string' && isNamespace(namespace)) return namespace;
    warn('namespace', `no namespace is set; metrics go to "${DEFAULT_NAMESPACE}".`);
    return DEFAULT_NAMESPACE;
  };

  const frameOf: EmfRules['frameOf'] = ({ attributes }, scope, warn): ScopeFrame => {
    const dimensions = serviceDimension(options.serviceName ?? attributes['service.name']);
    for (const [name, value] of Object.entries(options.defaultDimensions ?? {})) dimensions.set(name, value);
    const properties = new Map<string, unknown>();
    for (const name of options.resourceProperties ?? []) {
      const value = attributes[name];
      if (value !== undefined) properties.set(name, value);
    }
    if (options.scopeProperties) {
      properties.set('otel.scope.name', scope.name);
      if (scope.version) properties.set('otel.scope.version', scope.version);
    }
    return { namespace: namespaceOf(attributes, warn), dimensions, properties };
  };

  return {
    maxLineBytes,
    targetLineBytes: Math.min(options.targetLineBytes ?? defaults.targetLineBytes, maxLineBytes),
    maxDimensionSets: options.maxDimensionSets ?? defaults.maxDimensionSets,
    writeLine: options.writeLine ?? defaults.writeLine,
    isDimension: createDimensionTest(options),
    resolutionOf: typeof storageResolution === 'function' ? storageResolution : () => storageResolution,
    frameOf,
  };
}

function checkCount(name: string, value: number | undefined, max: number): void {
  if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= max)) return;
  throw new RangeError(`EmfMetricExporter: ${name} is ${value}; give a whole number from 1 to ${max}.`);
}

/** Refuses what CloudWatch would: found at creation, it is an error; found later, it is a metric that never arrives. */
function checkOptions(options: EmfMetricExporterOptions): void {
  const { namespace, defaultDimensions = {} } = options;
  if (namespace !== undefined && !isNamespace(namespace)) {
    throw new RangeError(`EmfMetricExporter: CloudWatch does not take the namespace "${namespace}". ${NAMESPACE_RULE}`);
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
}

function createDimensionTest({
  dimensions = DEFAULT_DIMENSIONS,
  metricDimensions = {},
}: EmfMetricExporterOptions): EmfRules['isDimension'] {
  const byMetric = new Map(Object.entries(metricDimensions));
  return (attribute, metric) => {
    const wanted = byMetric.get(metric) ?? dimensions;
    return typeof wanted === 'function' ? wanted(attribute, metric) : wanted.includes(attribute);
  };
}
