import type { InvocationReport } from '../report.js';
import { renderFailure } from './failure-lines.js';
import { joinTraces, type TracedInvocation } from './joined-trace.js';
import { renderLogLine } from './log-line.js';
import { renderMetrics } from './metric-lines.js';
import { buildSegmentTree, type SegmentNode } from './segment-tree.js';
import { clip, createStyle, duration, printable, type Style } from './style.js';
import { renderWaterfall } from './waterfall.js';

export interface RenderOptions {
  readonly color: boolean;
  /** Columns of the terminal. */
  readonly width: number;
  /** Invocations that this one came from or led to: the trace is then shown with theirs. Default: none. */
  readonly related?: readonly TracedInvocation[];
}

const INDENT = '  ';

/** One invocation for a terminal: what came of it, its log lines, its metrics, and its trace as a waterfall. */
export function renderReport(report: InvocationReport, { color, width, related = [] }: RenderOptions): string {
  const style = createStyle(color);
  const failureLines = renderFailure(report.failure, report.explanation, style);
  return [
    heading(report, style, width),
    ...section('failure', failureLines, style),
    ...section(
      'logs',
      report.logs.flatMap((line) => renderLogLine(line, style)),
      style,
    ),
    ...section(
      'metrics',
      report.metrics.flatMap((document) => renderMetrics(document, style)),
      style,
    ),
    ...section(
      `trace ${report.traceId}`,
      renderWaterfall(treeOf(report, related), { style, width: width - 2 * INDENT.length }),
      style,
    ),
    ...section(
      'sent as OTLP, which is not shown',
      (report.otlpDatagrams ?? []).map((bytes) => `${bytes} bytes`),
      style,
    ),
    ...section(
      'rejected by X-Ray',
      report.rejections.map(
        ({ reason, excerpt }) => `${style.red(printable(reason))}  ${style.dim(clip(printable(excerpt), width))}`,
      ),
      style,
    ),
  ].join('\n');
}

function treeOf(report: InvocationReport, related: readonly TracedInvocation[]): readonly SegmentNode[] {
  if (related.length === 0) return buildSegmentTree(report.segments);
  return joinTraces({ ...report, documents: report.segments }, related);
}

function statusCodeOf({ response, streamed }: InvocationReport): number | undefined {
  if (streamed) return undefined;
  try {
    const result: unknown = JSON.parse(response.toString('utf8'));
    const code = typeof result === 'object' && result !== null ? Reflect.get(result, 'statusCode') : undefined;
    return typeof code === 'number' ? code : undefined;
  } catch {
    return undefined;
  }
}

function outcomeText(report: InvocationReport, style: Style): string {
  const status = statusCodeOf(report);
  if (report.outcome === 'ok') {
    if (status === undefined) return style.green('ok');
    return (status >= 500 ? style.red : status >= 400 ? style.yellow : style.green)(String(status));
  }
  return style.red(report.outcome);
}

function heading(report: InvocationReport, style: Style, width: number): string {
  const facts = [
    style.bold(printable(report.trigger)),
    outcomeText(report, style),
    duration(report.durationMs),
    printable(report.functionName),
    report.coldStart
      ? `cold start${report.initDurationMs === undefined ? '' : `, init ${duration(report.initDurationMs)}`}`
      : undefined,
  ].filter((fact) => fact !== undefined);
  return `${style.dim('─'.repeat(Math.max(0, width)))}\n${facts.join(style.dim(' · '))}`;
}

function section(title: string, lines: readonly string[], style: Style): string[] {
  return lines.length === 0
    ? []
    : [`${INDENT}${style.dim(title)}`, ...lines.map((line) => `${INDENT}${INDENT}${line}`)];
}
