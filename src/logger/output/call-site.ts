import { locationText } from '../../../exporters/json/location.js';

/** Where a log method was called, as V8 tells it. */
export type CallSite = Pick<NodeJS.CallSite, 'getFunctionName' | 'getFileName' | 'getLineNumber' | 'getColumnNumber'>;

/** A method of a Logger: where a line was logged is where it was called. */
export type LogMethod = (...args: never) => void;

/** Who called `method`, which is being run. The trace is never formatted: that would cost more than the whole line. */
export function callSiteOf(method: LogMethod): CallSite | undefined {
  // Absent by default, whatever its type says.
  const holder: { prepareStackTrace?: typeof Error.prepareStackTrace | undefined } = Error;
  const { stackTraceLimit } = Error;
  // With `--frozen-intrinsics` it cannot be asked for.
  if (Object.isFrozen(Error)) return undefined;
  const { prepareStackTrace } = holder;
  // Each frame costs.
  Error.stackTraceLimit = 1;
  holder.prepareStackTrace = keepCaller;
  const trace: { readonly stack?: unknown } = {};
  Error.captureStackTrace(trace, method);
  const frame = trace.stack;
  Error.stackTraceLimit = stackTraceLimit;
  holder.prepareStackTrace = prepareStackTrace;
  // With `keepCaller` in force that is what `stack` holds.
  return typeof frame === 'object' ? (frame as CallSite) : undefined;
}

/** A call site in words, by the source map where Node.js was told to use them. */
export interface Place {
  readonly functionName: string | undefined;
  readonly file: string | undefined;
  readonly line: number | undefined;
}

interface SourcePosition {
  readonly originalSource: string;
  readonly originalLine: number;
}

export function placeOf(site: CallSite): Place {
  const functionName = nameOf(site);
  const file = site.getFileName() || undefined;
  const line = site.getLineNumber() ?? undefined;
  if (process.sourceMapsEnabled && file && line !== undefined) {
    const source = original(file, line, site.getColumnNumber() ?? 1);
    if (source) return { functionName, file: source.originalSource, line: source.originalLine + 1 };
  }
  return { functionName, file, line };
}

/** `handler:12`; outside any named function `index.mjs:12`. */
export function describeCallSite(site: CallSite): string | undefined {
  if (process.sourceMapsEnabled) {
    const { functionName, file, line } = placeOf(site);
    return locationText(functionName, file, line);
  }
  // Every question to V8 costs: the file of a function that has a name is not asked for.
  const name = nameOf(site);
  return locationText(name, name ? undefined : (site.getFileName() ?? undefined), site.getLineNumber());
}

function keepCaller(_error: Error, frames: readonly NodeJS.CallSite[]): NodeJS.CallSite | undefined {
  return frames[0];
}

function original(file: string, line: number, column: number): SourcePosition | undefined {
  const map = process.getBuiltinModule('node:module').findSourceMap(file);
  const entry = map?.findEntry(line - 1, column - 1);
  return entry && 'originalSource' in entry ? entry : undefined;
}

/** A function without a name is given one by V8, made of whatever stands before it: `retry.onFail.then`. It tells nobody. */
function nameOf(site: CallSite): string | undefined {
  const name = site.getFunctionName();
  return name && !name.includes('.') ? name : undefined;
}
