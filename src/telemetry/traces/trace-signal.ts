import type { FlushReason, Invocation } from '../../invocation/invocation.js';
import type { Pending } from '../../shared/pending.js';

/** Where the spans of this process go. */
export interface TraceSignal {
  /** Whether spans are recorded at all, here or by somebody else's provider. */
  readonly recording: boolean;
  /** Whether spans go to X-Ray, where Lambda's own header decides about parent and sampling. */
  readonly exportsToXRay: boolean;
  /** Exports what has ended; when the invocation or the process is about to be killed, also what still runs. */
  flush(invocation: Invocation, reason: FlushReason): Pending;
  /** Registers a provider even where nothing is exported. Missing where spans are not ours to record. */
  register?(): void;
  /** Those configured; what they have lost is in their counters. */
  readonly exporters?: readonly object[];
}
