import type { WriteStream } from 'node:tty';
import type { InvocationReport } from '../report.js';
import type { TracedInvocation } from '../view/joined-trace.js';
import { type RenderOptions, renderReport } from '../view/render-report.js';

const DEFAULT_WIDTH = 100;

/** Prints reports to a stream, as wide as it is at the time. */
export function reportPrinter(
  stream: WriteStream,
  noColor: boolean,
): (report: InvocationReport, related: () => readonly TracedInvocation[]) => void {
  return (report, related) =>
    stream.write(`${renderReport(report, { ...renderOptions(stream, noColor), related: related() })}\n`);
}

/** How to write to a terminal, a file or a pipe. */
function renderOptions(stream: WriteStream, noColor: boolean, env = process.env): RenderOptions {
  return {
    color: !noColor && !env.NO_COLOR && (stream.isTTY === true || Number(env.FORCE_COLOR) > 0),
    width: stream.columns ?? DEFAULT_WIDTH,
  };
}
