/** Where a log method was called. */
export interface CallSite {
  readonly functionName: string | undefined;
  readonly file: string | undefined;
  readonly line: number | undefined;
}

// Frame 0 is `captureCallSite`, 1 the log method, 2 its caller.
const CALLER = 2;

const keepCaller = (_error: Error, frames: readonly NodeJS.CallSite[]): NodeJS.CallSite | undefined => frames[CALLER];

/**
 * The call site of the function that calls this one. V8 collects three frames and formats none: about a microsecond,
 * where reading `error.stack` costs several.
 */
export const captureCallSite = (): CallSite | undefined => {
  const { stackTraceLimit, prepareStackTrace } = Error;
  const holder: { stack?: unknown } = {};
  try {
    Error.stackTraceLimit = CALLER + 1;
    Error.prepareStackTrace = keepCaller;
    Error.captureStackTrace(holder);
    // With `keepCaller` in force that is what `stack` holds.
    const frame = holder.stack as NodeJS.CallSite | undefined;
    if (!frame) return undefined;
    return {
      functionName: frame.getFunctionName() ?? undefined,
      file: frame.getFileName() ?? undefined,
      line: frame.getLineNumber() ?? undefined,
    };
  } catch {
    // Where the intrinsics are frozen.
    return undefined;
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    // Absent by default: setting it to undefined is as good.
    (Error as { prepareStackTrace: typeof prepareStackTrace }).prepareStackTrace = prepareStackTrace;
  }
};

const baseName = (path: string): string => path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);

/** `handler:12`; outside any named function `index.mjs:12`. */
export const describeCallSite = ({ functionName, file, line }: CallSite): string | undefined => {
  const place = functionName || (file && baseName(file));
  return place ? `${place}:${line ?? '?'}` : undefined;
};
