import type { EmfDataPoint } from '../metric-data.js';
import { histogramTargets } from './histogram.js';
import { isMetricValue, MAX_VALUES_PER_METRIC } from './limits.js';

/** `{"Name":…,"Unit":…}`, with the storage resolution only where it is not CloudWatch's default of 60 seconds. */
export function definitionText(quotedName: string, unit: string | undefined, storageResolution: number): string {
  const unitText = unit === undefined ? '' : `,"Unit":"${unit}"`;
  return `{"Name":${quotedName}${unitText}${storageResolution === 1 ? ',"StorageResolution":1' : ''}}`;
}

/** Values as JSON: a number, or arrays of at most 100 numbers. `refuse` is called for each that cannot be written. */
export function valueTexts(values: readonly number[], scale: number, refuse: () => void): string[] {
  const kept: number[] = [];
  for (const value of values) {
    if (isMetricValue(value * scale)) kept.push(value * scale);
    else refuse();
  }
  const texts: string[] = [];
  for (let start = 0; start < kept.length; start += MAX_VALUES_PER_METRIC) {
    const part = kept.slice(start, start + MAX_VALUES_PER_METRIC);
    texts.push(part.length === 1 ? `${part[0]}` : `[${part.join(',')}]`);
  }
  return texts;
}

/**
 * A data point as JSON, in parts each of which has to go into another line. Values that CloudWatch would refuse, and the
 * document with them, are left out; `refuse` is called for each.
 */
export function pointTexts({ value }: EmfDataPoint, scale: number, refuse: () => void): string[] {
  if (typeof value === 'number') return valueTexts([value], scale, refuse);
  if ('values' in value && value.values) return valueTexts(value.values, scale, refuse);
  const { count, sum, min, max } = value;
  // Where only NaN was recorded the SDK still makes a point, of nothing.
  if (count === 0) return [];
  if ([sum, min, max].every((each) => each === undefined || isMetricValue(each * scale))) {
    return histogramTargets(value, scale).map((target) => JSON.stringify(target));
  }
  refuse();
  return [];
}
