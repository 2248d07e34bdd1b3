import type { FunctionFailure, InvocationReport } from '../report.js';

const HEADLINE = /^(?:Uncaught )?((?:\w+\.)?\w*(?:Error|Exception))(?: \[[^\]]*\])?: ?(.*)$/;

/** The error that Node.js printed when it ended the process, as Lambda's runtime has it from Node.js 24 on. */
export function crashOf({ failure, logs }: Pick<InvocationReport, 'failure' | 'logs'>): FunctionFailure | undefined {
  if (failure?.errorType !== 'Runtime.ExitError') return undefined;
  const lines = logs.filter(({ stream }) => stream === 'stderr').map(({ text }) => text);
  const at = lines.findLastIndex((line) => HEADLINE.test(line));
  const [, errorType, errorMessage = ''] = lines[at]?.match(HEADLINE) ?? [];
  if (errorType === undefined) return undefined;
  const trace = lines.slice(at + 1).filter((line) => /^\s+at /.test(line));
  return trace.length > 0 ? { errorType, errorMessage, trace } : undefined;
}
