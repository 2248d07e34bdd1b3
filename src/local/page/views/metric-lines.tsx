import { duration, number } from '../ui/format.js';
import { Scroll } from '../ui/parts.js';

type Fields = Readonly<Record<string, unknown>>;

interface MetricLinesProps {
  /** In embedded metric format. */
  readonly documents: readonly Fields[];
  /** Milliseconds since the epoch. */
  readonly from: number;
}

/** The metrics of an invocation, as CloudWatch reads them from the documents. */
export function MetricLines({ documents, from }: MetricLinesProps) {
  return (
    <Scroll label="Metrics of the invocation">
      <table>
        <thead>
          <tr>
            <th scope="col">At</th>
            <th scope="col">Namespace</th>
            <th scope="col">Metric</th>
            <th scope="col">Value</th>
            <th scope="col">Dimensions</th>
          </tr>
        </thead>
        <tbody>
          {documents.flatMap(linesOf).map(({ time, namespace, name, value, dimensions }, index) => (
            <tr key={index}>
              <td class="dim">{time === undefined ? '' : `+${duration(Math.max(0, time - from))}`}</td>
              <td>{namespace}</td>
              <th scope="row">{name}</th>
              <td>{value}</td>
              <td class="dim">{dimensions}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** How many values the documents hold. */
export function countMetrics(documents: readonly Fields[]): number {
  return documents.flatMap(linesOf).length;
}

function linesOf(document: Fields) {
  const { Timestamp: time, CloudWatchMetrics: directives } = fieldsOf(document._aws);
  return listOf(directives)
    .map(fieldsOf)
    .flatMap(({ Namespace, Dimensions, Metrics }) => {
      const sets = listOf(Dimensions);
      return listOf(Metrics)
        .map(fieldsOf)
        .flatMap(({ Name, Unit }) =>
          (sets.length > 0 ? sets : [[]]).map((set) => ({
            time: typeof time === 'number' ? time : undefined,
            namespace: String(Namespace),
            name: String(Name),
            value: `${valueText(document[String(Name)])}${Unit === undefined || Unit === 'None' ? '' : ` ${String(Unit)}`}`,
            dimensions: listOf(set)
              .map((key) => `${String(key)}=${String(document[String(key)])}`)
              .join(' '),
          })),
        );
    });
}

function valueText(value: unknown): string {
  if (typeof value === 'number') return number(value);
  if (Array.isArray(value)) return value.length > 5 ? `${value.length} values` : value.join(', ');
  const { Count, Sum, Min, Max } = fieldsOf(value);
  return Count === undefined
    ? String(value)
    : `${String(Count)} values, sum ${String(Sum)}, ${String(Min)} to ${String(Max)}`;
}

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
