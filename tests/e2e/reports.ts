import type { InvocationReport } from '../../src/local/index.js';
import { type FlatDocument, flatten } from '../support/daemon.js';

export const spansOf = (report: InvocationReport): FlatDocument[] => flatten(report.segments);

/** Each span by the names of its ancestors and its own, from the root down. */
export const pathsOf = (report: InvocationReport): string[] => {
  const spans = spansOf(report);
  const byId = new Map(spans.map((span) => [span.id, span]));
  const pathOf = (span: FlatDocument): string => {
    const parent = byId.get(span.parent_id);
    return parent ? `${pathOf(parent)} > ${span.name}` : span.name;
  };
  return spans.map(pathOf).sort();
};

interface MetricDirective {
  readonly Namespace: string;
  readonly Metrics: readonly { readonly Name: string }[];
}

/** Metrics read back from EMF: name to what was recorded. */
export const metricsOf = (report: InvocationReport): Record<string, unknown> =>
  Object.fromEntries(
    report.metrics.flatMap((document) => {
      const { CloudWatchMetrics } = document._aws as { CloudWatchMetrics: readonly MetricDirective[] };
      return CloudWatchMetrics.flatMap(({ Namespace, Metrics }) =>
        Metrics.map(({ Name }) => [`${Namespace} ${Name}`, document[Name]]),
      );
    }),
  );

/** The log lines of a function; what Node or the AWS SDK say on stderr is not among them. */
export const logsOf = (report: InvocationReport): Readonly<Record<string, unknown>>[] =>
  report.logs.filter(({ stream }) => stream === 'stdout').map(({ json, text }) => json ?? { unparsed: text });
