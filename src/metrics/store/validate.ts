import { MAX_METRIC_NAME_LENGTH, RESERVED_MEMBER } from '../../../exporters/emf/document/limits.js';
import { MetricResolution, MetricUnit } from '../units.js';

const units: ReadonlySet<unknown> = new Set(Object.values(MetricUnit));

/**
 * @throws {Error} if the name is not a string.
 * @throws {RangeError} if its length, the value's type, the unit or the resolution is not one that CloudWatch takes.
 */
export function checkMetric(name: unknown, unit: unknown, value: unknown, resolution: unknown): void {
  if (typeof name !== 'string') throw new Error(`The metric name ${String(name)} is not a string.`);
  if (name.length === 0 || name.length > MAX_METRIC_NAME_LENGTH) {
    throw new RangeError(`A metric name has 1 to ${MAX_METRIC_NAME_LENGTH} characters; "${name}" has ${name.length}.`);
  }
  if (name === RESERVED_MEMBER) throw new RangeError(`A metric cannot be called "${name}": the name is reserved.`);
  if (typeof value !== 'number') {
    throw new RangeError(`The value ${String(value)} of the metric "${name}" is not a number.`);
  }
  if (!units.has(unit)) {
    throw new RangeError(`The unit "${String(unit)}" of the metric "${name}" is none of ${[...units].join(', ')}.`);
  }
  if (resolution !== MetricResolution.Standard && resolution !== MetricResolution.High) {
    throw new RangeError(
      `The resolution ${String(resolution)} of the metric "${name}" is neither ${MetricResolution.Standard} nor ${MetricResolution.High}.`,
    );
  }
}
