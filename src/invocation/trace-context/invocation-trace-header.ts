import { createSlot, type Slot } from '../invocation.js';
import { currentInvocation, processInvocation } from '../scope.js';
import { givenTraceHeader, parseTraceHeader, type TraceHeader } from './trace-header.js';

/** The header as Lambda gave it, taken apart when somebody asks. */
export class KeptHeader {
  /** As it was given. */
  readonly text: string | undefined;
  #header: TraceHeader | undefined;
  #isParsed = false;

  constructor(text: string | undefined) {
    this.text = text;
  }

  get header(): TraceHeader | undefined {
    if (!this.#isParsed) {
      this.#header = parseTraceHeader(this.text);
      this.#isParsed = true;
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

/** What Lambda said last where nobody has begun an invocation: mostly it is asked for several times in one. */
let lastKept = new KeptHeader(undefined);

/** The header of the invocation that the running code belongs to; outside any, what Lambda says now. */
export function keptTraceHeader(): KeptHeader {
  const invocation = currentInvocation();
  if (invocation !== processInvocation()) return invocation.get(traceHeaderSlot);
  const text = givenTraceHeader();
  if (text !== lastKept.text) lastKept = new KeptHeader(text);
  return lastKept;
}

/** The same, taken apart. */
export function invocationTraceHeader(): TraceHeader | undefined {
  return keptTraceHeader().header;
}
