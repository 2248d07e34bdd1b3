import type { FunctionFailure, Outcome } from '../report.js';
import type { ProcessEnd } from './function-process.js';

/** How an invocation ended, and the payload that its caller gets. */
export interface Completion {
  readonly outcome: Outcome;
  readonly failure: FunctionFailure | undefined;
  readonly response: Buffer;
}

/** What Lambda lets a function return at once: 6 MB and something for the envelope. */
const RESPONSE_LIMIT_BYTES = 6_291_556;

/** Lambda gives a function ten seconds to load; a TypeScript handler on a busy laptop gets the benefit of the doubt. */
export const INIT_LIMIT_MS = 30_000;

export function failed(outcome: Outcome, failure: FunctionFailure): Completion {
  return {
    outcome,
    failure,
    response: Buffer.from(JSON.stringify(failure)),
  };
}

/** A response that is complete; `failure` is set when a stream broke off. */
export function responded(response: Buffer, streamed: boolean, failure: FunctionFailure | undefined): Completion {
  if (streamed || response.length <= RESPONSE_LIMIT_BYTES) {
    return { outcome: failure ? 'error' : 'ok', failure, response };
  }
  const message = `Response payload size (${response.length} bytes) exceeded maximum allowed payload size (${RESPONSE_LIMIT_BYTES} bytes).`;
  return runtimeFailure('error', 'Function.ResponseSizeTooLarge', message);
}

export function timedOut(requestId: string, timeoutMillis: number): Completion {
  const seconds = (timeoutMillis / 1000).toFixed(2);
  const message = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
  return runtimeFailure('timeout', 'Sandbox.Timedout', message);
}

export function exited(requestId: string, end: ProcessEnd): Completion {
  return runtimeFailure('exit', 'Runtime.ExitError', `RequestId: ${requestId} Error: ${exitMessage(end)}`);
}

/** In Lambda's words. */
export function exitMessage({ code, signal }: ProcessEnd): string {
  if (signal) return `Runtime exited with error: signal: ${signal}`;
  return code ? `Runtime exited with error: exit status ${code}` : 'Runtime exited without providing a reason';
}

export function notLoaded(): FunctionFailure {
  return {
    errorType: 'Sandbox.Timedout',
    errorMessage: `The handler was not loaded within ${INIT_LIMIT_MS / 1000} seconds.`,
    trace: [],
  };
}

function runtimeFailure(outcome: Outcome, errorType: string, errorMessage: string): Completion {
  return failed(outcome, { errorType, errorMessage, trace: [] });
}
