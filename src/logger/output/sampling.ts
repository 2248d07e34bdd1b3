import { createSlot, type Invocation } from '../../invocation/invocation.js';
import { once } from '../../shared/process-state.js';

declare module '../../shared/process-state.js' {
  interface ProcessState {
    logSample: { next: number | undefined };
  }
}

// Whoever asks in an invocation gets the same number, so that all loggers and their children decide alike.
const slot = createSlot('logSample', drawForInvocation);

/** What decides whether an invocation is logged at DEBUG: from 0 to 1, below the rate it is. */
export function sampleOf(invocation: Invocation): number {
  return invocation.get(slot);
}

/** The same for loggers that are made before there is an invocation: the next one keeps it. */
export function nextSample(): number {
  const state = waiting();
  state.next ??= Math.random();
  return state.next;
}

function drawForInvocation(): number {
  const state = waiting();
  const sample = state.next ?? Math.random();
  state.next = undefined;
  return sample;
}

function waiting(): { next: number | undefined } {
  return once('logSample', () => ({ next: undefined }));
}
