import { currentTraceHeader, type LambdaContext, parseTraceHeader } from '../invocation/index.js';

let lastHeader: string | undefined;
let lastRoot: string | undefined;

/** The X-Ray trace id that Lambda gave the invocation; outside any Invocation, the one its runtime gives right now. */
export const currentTraceRoot = (lambdaContext: LambdaContext | undefined): string | undefined => {
  const header = process.env._X_AMZN_TRACE_ID;
  if (lambdaContext || !header) return currentTraceHeader(lambdaContext)?.root;
  if (header !== lastHeader) {
    lastHeader = header;
    lastRoot = parseTraceHeader(header)?.root;
  }
  return lastRoot;
};
