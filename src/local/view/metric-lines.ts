import type { EmfDocument } from '../report.js';
import { printable, type Style } from './style.js';

type Fields = Readonly<Record<string, unknown>>;

const MAXIMUM_VALUES_SHOWN = 5;

/** Reads the metrics back from an EMF document as CloudWatch does: one line per metric and set of dimensions. */
export function renderMetrics(document: EmfDocument, style: Style): string[] {
  return itemsOf(fieldsOf(document._aws).CloudWatchMetrics).flatMap((item) => {
    const directive = fieldsOf(item);
    const sets = itemsOf(directive.Dimensions);
    return itemsOf(directive.Metrics).flatMap((definition) => {
      const { Name: name, Unit: unit } = fieldsOf(definition);
      return (sets.length > 0 ? sets : [[]]).map((set) => {
        const dimensions = itemsOf(set).map((key) => `${key}=${document[String(key)]}`);
        const head = `${printable(String(directive.Namespace))} › ${style.bold(printable(String(name)))} ${style.cyan(printable(valueText(document[String(name)])))}`;
        return `${head}${unit === undefined || unit === 'None' ? '' : ` ${printable(String(unit))}`}${dimensions.length > 0 ? `  ${style.dim(printable(dimensions.join(' ')))}` : ''}`;
      });
    });
  });
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function itemsOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function valueText(value: unknown): string {
  if (Array.isArray(value)) {
    const shown = value.slice(0, MAXIMUM_VALUES_SHOWN).join(', ');
    return value.length > MAXIMUM_VALUES_SHOWN ? `${shown}, … (${value.length} values)` : shown;
  }
  const { Count: count, Sum: sum, Min: minimum, Max: maximum } = fieldsOf(value);
  if (count === undefined) return String(value);
  return `${count} values, sum ${sum}, ${minimum} to ${maximum}`;
}
