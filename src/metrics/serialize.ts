import type { EmfPublication } from '../../exporters/emf/index.js';
import type { EmfOutput } from './emf-output.js';
import { MetricResolution, type MetricUnit } from './units.js';

/** The document that the EMF exporter writes for these metrics. */
export const emfOutput = ({
  namespace,
  timestamp,
  dimensionSets,
  dimensions,
  properties,
  metrics,
}: EmfPublication): EmfOutput => {
  const stored = [...metrics.values()];
  const definitions = stored.map(({ name, unit, resolution }) => ({
    Name: name,
    // What is stored was checked to have one of CloudWatch's units.
    Unit: unit as MetricUnit,
    ...(resolution === MetricResolution.High && { StorageResolution: MetricResolution.High }),
  }));
  const values = stored.map(({ name, values: all }): [string, unknown] => [name, all.length === 1 ? all[0] : all]);
  const envelope: EmfOutput['_aws'] = {
    Timestamp: timestamp,
    CloudWatchMetrics: [{ Namespace: namespace, Dimensions: dimensionSets, Metrics: definitions }],
  };
  // Data properties by definition, not by assignment: a metric may be called `__proto__`.
  const members = Object.fromEntries([...properties, ...dimensions, ...values]);
  return Object.defineProperties({ _aws: envelope }, Object.getOwnPropertyDescriptors(members));
};
