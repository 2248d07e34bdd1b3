import type { WriteStream } from 'node:tty';
import type { InvocationReport } from '../report.js';
import { type RenderOptions, renderReport } from '../view/render-report.js';

const DEFAULT_WIDTH = 100;

/** Prints reports to a stream, as wide as it is at the time. */
export function reportPrinter(stream: WriteStream, noColor: boolean): (report: InvocationReport) => void {
  return (report) => stream.write(`${renderReport(report, renderOptions(stream, noColor))}\n`);
}

/** How to write to a terminal, a file or a pipe. */
function renderOptions(stream: WriteStream, noColor: boolean, env = process.env): RenderOptions {
  return {
    color: !noColor && !env.NO_COLOR && (stream.isTTY === true || Number(env.FORCE_COLOR) > 0),
    width: stream.columns ?? DEFAULT_WIDTH,
  };
}
