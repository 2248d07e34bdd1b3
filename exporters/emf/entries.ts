import type { EmfEntry } from './document.js';
import { histogramTargets } from './histogram.js';
import { isMetricValue, MAX_VALUES_PER_METRIC } from './limits.js';
import type { EmfDataPoint, EmfExponentialHistogram, EmfHistogram } from './metric-data.js';

/** `{"Name":…,"Unit":…}`, with the storage resolution only where it is not CloudWatch's default of 60 seconds. */
export const definitionText = (quotedName: string, unit: string | undefined, storageResolution: number): string => {
  const unitText = unit === undefined ? '' : `,"Unit":"${unit}"`;
  return storageResolution === 1
    ? `{"Name":${quotedName}${unitText},"StorageResolution":1}`
    : `{"Name":${quotedName}${unitText}}`;
};

/** Values as a number, or as arrays of at most 100 numbers. */
export const valueTexts = (values: readonly number[], scale: number, refuse: () => void): string[] => {
  const kept: number[] = [];
  for (const value of values) {
    if (isMetricValue(value * scale)) kept.push(value * scale);
    else refuse();
  }
  const [first] = kept;
  if (first === undefined) return [];
  if (kept.length === 1) return [`${first}`];
  const texts: string[] = [];
  for (let start = 0; start < kept.length; start += MAX_VALUES_PER_METRIC) {
    texts.push(`[${kept.slice(start, start + MAX_VALUES_PER_METRIC).join(',')}]`);
  }
  return texts;
};

const histogramTexts = (
  histogram: EmfHistogram | EmfExponentialHistogram,
  scale: number,
  refuse: () => void,
): string[] => {
  if ('values' in histogram && histogram.values) return valueTexts(histogram.values, scale, refuse);
  const { count, sum, min, max } = histogram;
  // Where only NaN was recorded the SDK still makes a point, of nothing.
  if (count === 0) return [];
  if (![sum, min, max].every((value) => value === undefined || isMetricValue(value * scale))) {
    refuse();
    return [];
  }
  return histogramTargets(histogram, scale).map((target) => JSON.stringify(target));
};

/**
 * A data point as entries, each of which has to go into another line: a document has but one member of a name. Values
 * that CloudWatch would refuse, and the document with them, are left out; `refuse` is called for each.
 */
export const entriesOf = (
  quotedName: string,
  definition: string,
  point: EmfDataPoint,
  scale: number,
  refuse: () => void,
): EmfEntry[] => {
  const { value } = point;
  const texts = typeof value === 'number' ? valueTexts([value], scale, refuse) : histogramTexts(value, scale, refuse);
  return texts.map((text) => ({ definition, member: `${quotedName}:${text}` }));
};
