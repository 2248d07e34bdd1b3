/** A CloudWatch unit, and what a value in the original unit is multiplied by. */
export interface CloudWatchUnit {
  readonly name: string;
  readonly scale: number;
}

const MULTIPLES = ['', 'Kilo', 'Mega', 'Giga', 'Tera'] as const;
/** UCUM prefixes in the order of `MULTIPLES`; the binary ones have a scale, because CloudWatch knows no kibibyte. */
const DECIMAL_PREFIXES = ['', 'k', 'M', 'G', 'T'] as const;
const BINARY_PREFIXES = ['', 'Ki', 'Mi', 'Gi', 'Ti'] as const;

const quantity = (multiple: string, base: 'Bytes' | 'Bits'): string =>
  multiple === '' ? base : `${multiple}${base.toLowerCase()}`;

const createTable = (): ReadonlyMap<string, CloudWatchUnit> => {
  const table = new Map<string, CloudWatchUnit>();
  const add = (unit: string, name: string, scale = 1): void => {
    table.set(unit, { name, scale });
  };
  for (const name of ['Seconds', 'Microseconds', 'Milliseconds', 'Percent', 'Count', 'Count/Second', 'None']) {
    add(name, name);
  }
  add('s', 'Seconds');
  add('ms', 'Milliseconds');
  add('us', 'Microseconds');
  add('ns', 'Microseconds', 0.001);
  add('min', 'Seconds', 60);
  add('h', 'Seconds', 3600);
  add('d', 'Seconds', 86_400);
  add('%', 'Percent');
  add('1/s', 'Count/Second');
  for (const [ucum, base] of [
    ['By', 'Bytes'],
    ['bit', 'Bits'],
  ] as const) {
    MULTIPLES.forEach((multiple, power) => {
      const name = quantity(multiple, base);
      for (const suffix of ['', '/s'] as const) {
        const target = suffix === '' ? name : `${name}/Second`;
        add(target, target);
        add(`${DECIMAL_PREFIXES[power]}${ucum}${suffix}`, target);
        if (power > 0) add(`${BINARY_PREFIXES[power]}${ucum}${suffix}`, target, 1.024 ** power);
      }
    });
  }
  return table;
};

let table: ReadonlyMap<string, CloudWatchUnit> | undefined;

const COUNT: CloudWatchUnit = { name: 'Count', scale: 1 };
const COUNT_PER_SECOND: CloudWatchUnit = { name: 'Count/Second', scale: 1 };
// UCUM calls `{request}` an annotation: a plain number of whatever is named.
const ANNOTATION = /^\{[^{}]*\}$/;
const ANNOTATION_PER_SECOND = /^\{[^{}]*\}\/s$/;

/**
 * The CloudWatch unit of an OpenTelemetry unit: one of CloudWatch's own 27 names, or UCUM, which the semantic
 * conventions use. Undefined where there is none: CloudWatch then files the metric without a unit.
 */
export const cloudWatchUnit = (unit: string): CloudWatchUnit | undefined => {
  table ??= createTable();
  const known = table.get(unit);
  if (known) return known;
  if (ANNOTATION.test(unit)) return COUNT;
  if (ANNOTATION_PER_SECOND.test(unit)) return COUNT_PER_SECOND;
  return undefined;
};
