import { locationText } from '../../exporters/json/location.js';

/** Where a log method was called, as V8 tells it. */
export type CallSite = Pick<NodeJS.CallSite, 'getFunctionName' | 'getFileName' | 'getLineNumber' | 'getColumnNumber'>;

// The log method itself, and its caller.
const FRAMES = 2;

const keepCaller = (_error: Error, frames: readonly NodeJS.CallSite[]): NodeJS.CallSite | undefined => frames[1];

/** Has the next error hold as few frames as are needed, each of which costs; returns what was in force before. */
export const limitTrace = (): number => {
  const before = Error.stackTraceLimit;
  Error.stackTraceLimit = FRAMES;
  return before;
};

/**
 * The caller of the function that made `error`. To be called as `callSiteOf(limitTrace(), new Error())`: the error is
 * made right in the log method, and its trace is never formatted, which would cost more than the whole line.
 */
export const callSiteOf = (limitBefore: number, error: Error): CallSite | undefined => {
  Error.stackTraceLimit = limitBefore;
  // Absent by default, whatever its type says.
  const holder: { prepareStackTrace?: typeof Error.prepareStackTrace | undefined } = Error;
  const before = holder.prepareStackTrace;
  holder.prepareStackTrace = keepCaller;
  // With `keepCaller` in force that is what `stack` holds.
  const frame = error.stack as CallSite | undefined;
  holder.prepareStackTrace = before;
  return typeof frame === 'object' ? frame : undefined;
};

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

const original = (file: string, line: number, column: number): SourcePosition | undefined => {
  const map = process.getBuiltinModule('node:module').findSourceMap(file);
  const entry = map?.findEntry(line - 1, column - 1);
  return entry && 'originalSource' in entry ? entry : undefined;
};

/** A function without a name is given one by V8, made of whatever stands before it: `retry.onFail.then`. It tells nobody. */
const nameOf = (site: CallSite): string | undefined => {
  const name = site.getFunctionName();
  return name && !name.includes('.') ? name : undefined;
};

export const placeOf = (site: CallSite): Place => {
  const functionName = nameOf(site);
  const file = site.getFileName() || undefined;
  const line = site.getLineNumber() ?? undefined;
  if (process.sourceMapsEnabled && file && line !== undefined) {
    const source = original(file, line, site.getColumnNumber() ?? 1);
    if (source) return { functionName, file: source.originalSource, line: source.originalLine + 1 };
  }
  return { functionName, file, line };
};

/** `handler:12`; outside any named function `index.mjs:12`. */
export const describeCallSite = (site: CallSite): string | undefined => {
  if (process.sourceMapsEnabled) {
    const { functionName, file, line } = placeOf(site);
    return locationText(functionName, file, line);
  }
  // Every question to V8 costs: the file of a function that has a name is not asked for.
  const name = nameOf(site);
  return locationText(name, name ? undefined : (site.getFileName() ?? undefined), site.getLineNumber());
};
