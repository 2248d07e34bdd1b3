import type { StackFrame } from './segment-document.js';

/** One error of a stack text: the text may go on with the errors that caused it. */
export interface ParsedError {
  readonly type: string;
  readonly message: string;
  readonly frames: StackFrame[];
  /** Frames beyond the limit. */
  readonly truncated: number;
}

// A path or a label longer than this is no path: the patterns below see bounded text only.
const MAX_LINE = 1_000;

const CAUSE = /^\s*(?:Caused by:|\[cause\]:)\s*(?:([\w$.]+(?:Error|Exception)?):\s?)?(.*?)$/;

/**
 * Reads the text of V8's `error.stack`, followed by any `Caused by: Type: message` or (as `util.inspect` prints it)
 * `[cause]: Type: message` and its frames. The first entry has neither type nor message: the event says these.
 */
export const parseStackTrace = (text: string, frameLimit: number): ParsedError[] => {
  let frames: StackFrame[] = [];
  let truncated = 0;
  let type = '';
  let message = '';
  const errors: ParsedError[] = [];
  for (const rawLine of text.split('\n')) {
    const line = rawLine.slice(0, MAX_LINE).trim();
    if (line.startsWith('at ')) {
      if (frames.length < frameLimit) frames.push(parseFrame(line.slice('at '.length)));
      else truncated += 1;
      continue;
    }
    const cause = line.startsWith('Caused by:') || line.startsWith('[cause]:') ? CAUSE.exec(line) : null;
    if (!cause) continue;
    errors.push({ type, message, frames, truncated });
    frames = [];
    truncated = 0;
    type = cause[1] ?? '';
    message = cause[2] ?? '';
  }
  errors.push({ type, message, frames, truncated });
  return errors;
};

const parseFrame = (text: string): StackFrame => {
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
};

const parseLocation = (location: string): { path: string; line: number } => {
  // Code made by eval: the file that called eval is in the innermost parentheses.
  const text = location.startsWith('eval at ') ? (/\(([^()]+)\)/.exec(location)?.[1] ?? location) : location;
  // From the right: `file:///a.mjs:3:9`, `node:internal/x:1:2` and `C:\a.js:3:9` have colons of their own.
  const match = /^(.*?):(\d+)(?::\d+)?$/.exec(text);
  const path = (match?.[1] ?? text).replace(/^file:\/\/(?:\/(?=[A-Za-z]:))?/, '');
  return { path, line: Number(match?.[2] ?? 0) };
};
