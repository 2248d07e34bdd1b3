import type { FailureExplanation } from './session/failure-explanation.js';
import type { Rejection, SegmentDocument } from './xray/segment-document.js';

/**
 * How an invocation ended: `ok` and `error` (the handler threw, or its promise was rejected) are answers of the function;
 * after `timeout`, `exit` (the process ended) and `init-error` (the handler could not be loaded) its process is gone.
 */
export type Outcome = 'ok' | 'error' | 'timeout' | 'exit' | 'init-error';

export interface LogLine {
  readonly stream: 'stdout' | 'stderr';
  /** Milliseconds since the epoch at which the line arrived. */
  readonly time: number;
  /** The line as it was written, without its end. */
  readonly text: string;
  /** What the line holds when it is one JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/** A JSON line with an `_aws` member: CloudWatch embedded metric format. */
export type EmfDocument = Readonly<Record<string, unknown>>;

export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  /** The lines of the stack. */
  readonly trace: readonly string[];
  /** What caused it, the nearest cause first, as far as the runtime tells. */
  readonly causes?: readonly FailureCause[];
}

/** An error behind the error: its `cause`, or one of its `errors`. */
export interface FailureCause {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** What was written beyond the limit of one invocation, and is not kept. */
export interface OmittedOutput {
  readonly lines: number;
  readonly bytes: number;
}

/** Everything that came out of one invocation. */
export interface InvocationReport {
  readonly functionName: string;
  readonly requestId: string;
  /** What was sent, in a few words: `POST /orders`, `event order.json`. */
  readonly trigger: string;
  /** The `X-Amzn-Trace-Id` header that the function was given. */
  readonly traceHeader: string;
  /** The event that was sent: JSON text. */
  readonly event: string;
  /** X-Ray form, `1-8hex-24hex`: the Root of the trace header. */
  readonly traceId: string;
  /** The id of the segment that Lambda itself would write for this invocation: Parent of the trace header. */
  readonly functionSegmentId: string;
  /** The segment of the caller, where the invocation came with one. */
  readonly parentId?: string | undefined;
  readonly outcome: Outcome;
  /** Set unless the outcome is `ok`. */
  readonly failure: FunctionFailure | undefined;
  /** Why it failed, or answered with an error; absent where nothing went wrong. */
  readonly explanation?: FailureExplanation;
  readonly coldStart: boolean;
  /** Milliseconds since the epoch at which the function was given the event. */
  readonly startTime: number;
  readonly durationMs: number;
  /** Milliseconds for which extensions went on after the answer; absent where there are none. */
  readonly extensionMs?: number;
  /** Milliseconds from the start of the process until the handler was loaded; only of a cold start. */
  readonly initDurationMs: number | undefined;
  readonly memorySize: number;
  readonly logs: readonly LogLine[];
  readonly metrics: readonly EmfDocument[];
  /** What the X-Ray daemon accepted, in order of arrival. */
  readonly segments: readonly SegmentDocument[];
  /** The size in bytes of the datagram that each of `segments` came in. */
  readonly datagramBytes: readonly number[];
  /** Absent when everything that was written is in `logs` and `metrics`. */
  readonly omittedOutput?: OmittedOutput;
  /** What X-Ray would have refused, and why. */
  readonly rejections: readonly Rejection[];
  /** Sizes in bytes of the datagrams of OTLP spans that arrived; what is in them is not read. Absent when there were none. */
  readonly otlpDatagrams?: readonly number[];
  /** The payload that the function returned: JSON, or the bytes of a streamed response. */
  readonly response: Buffer;
  readonly streamed: boolean;
}
