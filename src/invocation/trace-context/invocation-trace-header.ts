import { createSlot, type Slot } from '../invocation.js';
import { currentInvocation, processInvocation } from '../scope.js';
import { currentTraceHeader, givenTraceHeader, parseTraceHeader, type TraceHeader } from './trace-header.js';

/** The header as Lambda gave it, taken apart when somebody asks. */
class KeptHeader {
  #text: string | undefined;
  #header: TraceHeader | undefined;

  constructor(text: string | undefined) {
    this.#text = text;
  }

  get header(): TraceHeader | undefined {
    if (this.#text !== undefined) {
      this.#header = parseTraceHeader(this.#text);
      this.#text = undefined;
    }
    return this.#header;
  }
}

/** The header that Lambda gave an invocation, as it was when the invocation began. */
export const traceHeaderSlot: Slot<KeptHeader> = createSlot(
  'trace-header',
  ({ lambdaContext, outer }) =>
    // That of the process would be the first one for ever.
    outer && outer !== processInvocation()
      ? outer.get(traceHeaderSlot)
      : new KeptHeader(givenTraceHeader(lambdaContext)),
  { perRecord: true },
);

/** The header of the invocation that the running code belongs to; outside any, what Lambda says now. */
export function invocationTraceHeader(): TraceHeader | undefined {
  const invocation = currentInvocation();
  return invocation === processInvocation() ? currentTraceHeader() : invocation.get(traceHeaderSlot).header;
}
