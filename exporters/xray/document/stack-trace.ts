import type { StackFrame } from './segment-document.js';

/** One error of a stack text: the text may go on with the errors that caused it. */
export interface ParsedError {
  readonly type: string;
  readonly message: string;
  /** Whether it is what caused the one before it. The second and later ones that an error gathers are not. */
  readonly isCause: boolean;
  readonly frames: StackFrame[];
  /** Frames beyond the limit. */
  truncated: number;
}

// A path or a label longer than this is no path: the patterns below see bounded text only.
const MAX_LINE = 1_000;

const CAUSE = /^(?:Caused by|\[cause\]|\[errors\]\[(\d{1,4})\]):\s*(?:([\w$.]+(?:Error|Exception)?):\s?)?(.*?)$/;

/**
 * Reads the text of V8's `error.stack`, followed by any `Caused by: Type: message` or (as `util.inspect` prints it)
 * `[cause]: Type: message` and its frames; `[errors][0]: Type: message` begins the first of several that one gathers. The first entry has neither type nor message: the event says these.
 */
export function parseStackTrace(text: string, frameLimit: number): ParsedError[] {
  let error = errorOf();
  const errors = [error];
  for (const rawLine of text.split('\n')) {
    const line = rawLine.slice(0, MAX_LINE).trim();
    if (!line.startsWith('at ')) {
      const cause = CAUSE.exec(line);
      if (!cause) continue;
      const [, index, type, message] = cause;
      error = errorOf(type, message, index === undefined || index === '0');
      errors.push(error);
    } else if (error.frames.length < frameLimit) error.frames.push(parseFrame(line.slice('at '.length)));
    else error.truncated += 1;
  }
  return errors;
}

function errorOf(type = '', message = '', isCause = false): ParsedError {
  return { type, message, isCause, frames: [], truncated: 0 };
}

function parseFrame(text: string): StackFrame {
  // `}` and `{` end and begin the properties that `util.inspect` prints after the last frame.
  const call = text.replace(/^async /, '').replace(/ \{$/, '');
  const open = call.indexOf(' (');
  if (open < 0) return { ...parseLocation(call), label: 'anonymous' };
  const label =
    call
      .slice(0, open)
      .replace(/^async /, '')
      .trim() || 'anonymous';
  return { ...parseLocation(call.slice(open + 2).replace(/\)$/, '')), label };
}

function parseLocation(location: string): { path: string; line: number } {
  // Code made by eval: the file that called eval is in the innermost parentheses.
  const text = location.startsWith('eval at ') ? (/\(([^()]+)\)/.exec(location)?.[1] ?? location) : location;
  // From the right: `file:///a.mjs:3:9`, `node:internal/x:1:2` and `C:\a.js:3:9` have colons of their own.
  const [, path = text, line = 0] = /^(.*?):(\d+)(?::\d+)?$/.exec(text) ?? [];
  return { path: path.replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, ''), line: Number(line) };
}
