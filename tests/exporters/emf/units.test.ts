import { MetricUnit } from 'otel-powertools/metrics';
import { describe, expect, it } from 'vitest';
import { cloudWatchUnit } from '../../../exporters/emf/document/units.js';

describe('cloudWatchUnit', () => {
  it.each(Object.values(MetricUnit))('takes CloudWatch’s own unit %s as it is', (unit) => {
    expect(cloudWatchUnit(unit)).toEqual({ name: unit, scale: 1 });
  });

  it.each([
    ['s', 'Seconds', 1],
    ['ms', 'Milliseconds', 1],
    ['us', 'Microseconds', 1],
    ['ns', 'Microseconds', 0.001],
    ['min', 'Seconds', 60],
    ['h', 'Seconds', 3600],
    ['d', 'Seconds', 86_400],
    ['By', 'Bytes', 1],
    ['kBy', 'Kilobytes', 1],
    ['MBy', 'Megabytes', 1],
    ['KiBy', 'Kilobytes', 1.024],
    ['MiBy', 'Megabytes', 1.024 ** 2],
    ['TiBy', 'Terabytes', 1.024 ** 4],
    ['bit', 'Bits', 1],
    ['Gbit', 'Gigabits', 1],
    ['By/s', 'Bytes/Second', 1],
    ['kbit/s', 'Kilobits/Second', 1],
    ['%', 'Percent', 1],
    ['{request}', 'Count', 1],
    ['{request}/s', 'Count/Second', 1],
    ['1/s', 'Count/Second', 1],
  ])('translates the UCUM unit %s to %s', (unit, name, scale) => {
    expect(cloudWatchUnit(unit)).toEqual({ name, scale });
  });

  it.each(['', '1', 'count', 'milliseconds', 'Cel', 'W', '{a}{b}', 'constructor', '__proto__'])(
    'has no unit for "%s"',
    (unit) => {
      expect(cloudWatchUnit(unit)).toBeUndefined();
    },
  );
});
