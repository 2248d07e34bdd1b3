import path from 'node:path';
import type { FunctionFailure } from '../report.js';
import type { ExplainedError, FailureExplanation } from '../session/failure-explanation.js';
import type { SourceExcerpt, StackFrame } from '../session/stack-frames.js';
import { printable, type Style } from './style.js';

const FRAMES_SHOWN = 3;

/** Why an invocation failed: the error, the user's own frames, the source line, the causes, and what may help. */
export function renderFailure(
  failure: FunctionFailure | undefined,
  explanation: FailureExplanation | undefined,
  style: Style,
): string[] {
  if (!explanation) return failure ? [errorLine(failure, style)] : [];
  const { excerpt, causes, cures } = explanation;
  return [
    errorLine(explanation, style),
    ...frameLines(explanation, style),
    ...(excerpt ? excerptLines(excerpt, style) : []),
    ...causes.flatMap((cause) => [`${style.dim('caused by')} ${errorLine(cause, style)}`, ...frameLines(cause, style)]),
    ...cures.map((cure) => style.yellow(`→ ${printable(cure)}`)),
  ];
}

function errorLine(error: Pick<ExplainedError, 'errorType' | 'errorMessage'>, style: Style): string {
  return style.red(printable(`${error.errorType}: ${error.errorMessage}`));
}

/** The user's own frames, or the first ones where there are none of them. */
function frameLines({ frames }: ExplainedError, style: Style): string[] {
  const own = frames.filter((frame) => frame.own);
  return (own.length > 0 ? own : frames).slice(0, FRAMES_SHOWN).map((frame) => style.dim(`at ${frameText(frame)}`));
}

function frameText({ label, file, line, column }: StackFrame): string {
  const place = `${shownPath(file)}:${line}${column === undefined ? '' : `:${column}`}`;
  return printable(label === '<anonymous>' ? place : `${label} (${place})`);
}

function excerptLines({ firstLine, line, lines }: SourceExcerpt, style: Style): string[] {
  const width = String(firstLine + lines.length).length;
  return lines.map((text, index) => {
    const number = firstLine + index;
    const shown = `${number === line ? '>' : ' '} ${String(number).padStart(width)} │ ${printable(text)}`;
    return number === line ? shown : style.dim(shown);
  });
}

function shownPath(file: string): string {
  const relative = path.relative(process.cwd(), file);
  return path.isAbsolute(file) && !relative.startsWith('..') ? relative : file;
}
