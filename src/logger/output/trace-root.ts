import { currentTraceHeader, parseTraceHeader } from '../../invocation/trace-context/trace-header.js';

let lastHeader: string | undefined;
let lastRoot: string | undefined;

/** The X-Ray trace id that Lambda's runtime gives right now, where nobody has opened an Invocation. */
export function currentTraceRoot(): string | undefined {
  const header = process.env._X_AMZN_TRACE_ID;
  if (!header) return currentTraceHeader()?.root;
  if (header !== lastHeader) {
    lastHeader = header;
    lastRoot = parseTraceHeader(header)?.root;
  }
  return lastRoot;
}
