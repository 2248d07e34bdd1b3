/** A CloudWatch unit, and what a value in the original unit is multiplied by. */
export interface CloudWatchUnit {
  readonly name: string;
  readonly scale: number;
}

/** CloudWatch's own names. */
const CLOUDWATCH =
  /^(Seconds|Microseconds|Milliseconds|Percent|None|Count(\/Second)?|(B|Kilob|Megab|Gigab|Terab)(ytes|its)(\/Second)?)$/;

/** Times and ratios in UCUM. */
const FIXED: Readonly<Record<string, readonly [name: string, scale: number]>> = {
  s: ['Seconds', 1],
  ms: ['Milliseconds', 1],
  us: ['Microseconds', 1],
  ns: ['Microseconds', 0.001],
  min: ['Seconds', 60],
  h: ['Seconds', 3600],
  d: ['Seconds', 86_400],
  '%': ['Percent', 1],
};

/** Amounts in UCUM, which calls `{request}` an annotation: a plain number of whatever is named. */
const AMOUNT = /^(?:(k|[MGT]|[KMGT]i)?(By|bit)|1(?=\/)|\{[^{}]*\})(\/s)?$/;

const PREFIXES = ['', 'k', 'm', 'g', 't'];
const BYTES = ['Bytes', 'Kilobytes', 'Megabytes', 'Gigabytes', 'Terabytes'];

/**
 * The CloudWatch unit of an OpenTelemetry unit: one of CloudWatch's own 27 names, or UCUM, which the semantic
 * conventions use. Undefined where there is none: CloudWatch then files the metric without a unit.
 */
export function cloudWatchUnit(unit: string): CloudWatchUnit | undefined {
  if (CLOUDWATCH.test(unit)) return { name: unit, scale: 1 };
  const fixed = Object.hasOwn(FIXED, unit) ? FIXED[unit] : undefined;
  if (fixed) return { name: fixed[0], scale: fixed[1] };
  const amount = AMOUNT.exec(unit);
  if (!amount) return undefined;
  const [, prefix = '', quantity, perSecond] = amount;
  const rate = perSecond ? '/Second' : '';
  if (!quantity) return { name: `Count${rate}`, scale: 1 };
  const power = PREFIXES.indexOf(prefix.charAt(0).toLowerCase());
  const bytes = BYTES[power] ?? '';
  return {
    name: `${quantity === 'By' ? bytes : bytes.replace('ytes', 'its')}${rate}`,
    // The binary ones have a scale, because CloudWatch knows no kibibyte.
    scale: prefix.endsWith('i') ? 1.024 ** power : 1,
  };
}
