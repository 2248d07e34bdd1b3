import type { Span } from '@opentelemetry/api';
import { parseObject } from '../shared/unknown.js';
import type { Trigger } from '../triggers/trigger.js';
import { answersHttp, recordFailure, recordStatusCode } from './span/invocation-span.js';

/** The part of a response stream that is observed: Lambda's own, or any `Writable` of Node. */
export interface ResponseStream {
  /** Takes a piece of the response; false asks the writer to wait for `drain`. */
  write(chunk: unknown, ...rest: unknown[]): boolean;
  /** Ends the response, with a last piece if there is one. */
  end(...args: unknown[]): unknown;
  /** Has `listener` called at every event of that name, such as `finish` or `close`. */
  on(event: string | symbol, listener: (...args: unknown[]) => void): unknown;
  /** Whether the stream was torn down, at its end or before. */
  readonly destroyed?: boolean;
  /** Whether all that was written has been handed on. */
  readonly writableFinished?: boolean;
}

export interface StreamOutcome {
  /** Whether the stream was ended and all of it taken. */
  readonly finished: boolean;
  /** Bytes of the body that the handler wrote. */
  readonly bytes: number;
  /** Milliseconds from the start of the observation to the first byte; undefined if there was none. */
  readonly firstByteMillis: number | undefined;
  /** The HTTP status that `awslambda.HttpResponseStream.from` was given. */
  readonly statusCode: number | undefined;
  /** What broke the stream before it was whole. */
  readonly error: Error | undefined;
}

export interface StreamObservation {
  /** Settles when the stream is over, whichever way; never rejects. A stream that nobody ends is never over. */
  readonly over: Promise<StreamOutcome>;
  /** What is known by now: for a handler that threw, or a deadline. */
  soFar(): StreamOutcome;
}

/** A response stream was closed, by the handler or because the client went away, before it was ended. */
export class ResponseStreamAbortedError extends Error {
  override readonly name = 'ResponseStreamAbortedError';

  constructor(bytes: number) {
    super(`The response stream was closed after ${bytes} bytes and before its end: the client has a part at most.`);
  }
}

/** Watches a response stream and changes nothing about it for the handler that writes to it. */
export function observeResponseStream(
  stream: ResponseStream,
  now: () => number = () => performance.now(),
): StreamObservation {
  const start = now();
  let bytes = 0;
  let firstByteMillis: number | undefined;
  let statusCode: number | undefined;
  let ending = false;
  let begun = false;

  const begin = (): void => {
    if (begun) return;
    begun = true;
    watchPrelude(stream, (code) => {
      statusCode = code;
    });
  };

  const count = (chunk: unknown, encoding: unknown): void => {
    const size = sizeOf(chunk, encoding);
    if (size > 0) firstByteMillis ??= now() - start;
    bytes += size;
  };

  // On the stream itself: Lambda's runtime knows its own stream by identity, a wrapper would be a stranger to it.
  const { write, end } = stream;
  stream.write = function (this: ResponseStream, chunk, ...rest) {
    begin();
    // Some streams write through `write` what `end` was given: it has been counted.
    if (!ending) count(chunk, rest[0]);
    return write.call(this, chunk, ...rest);
  };
  stream.end = function (this: ResponseStream, ...args) {
    if (!ending && typeof args[0] !== 'function') count(args[0], args[1]);
    ending = true;
    begin();
    return end.apply(this, args);
  };

  const outcome = (finished: boolean, error?: Error): StreamOutcome => ({
    finished,
    bytes,
    firstByteMillis,
    statusCode,
    error,
  });
  const over = new Promise<StreamOutcome>((resolve) => {
    const aborted = (): void => resolve(outcome(false, new ResponseStreamAbortedError(bytes)));
    if (stream.writableFinished) return resolve(outcome(true));
    if (stream.destroyed) return aborted();
    stream.on('finish', () => resolve(outcome(true)));
    stream.on('close', aborted);
    // Not 'error': a listener of ours there would hide from Node an error that nobody handles.
    stream.on(process.getBuiltinModule('node:events').errorMonitor, (error) =>
      resolve(outcome(false, error instanceof Error ? error : new ResponseStreamAbortedError(bytes))),
    );
  });
  return { over, soFar: () => outcome(false) };
}

/** Puts what became of a response stream on the invocation's span. */
export function recordStream(span: Span, trigger: Trigger, outcome: StreamOutcome): void {
  if (!span.isRecording()) return;
  span.setAttribute('http.response.body.size', outcome.bytes);
  if (outcome.firstByteMillis !== undefined) {
    span.setAttribute('aws.lambda.response.time_to_first_byte_ms', outcome.firstByteMillis);
  }
  if (outcome.error !== undefined) recordFailure(span, outcome.error);
  // A stream without a status is answered with 200.
  const statusCode = outcome.statusCode ?? (outcome.finished && answersHttp(trigger) ? 200 : undefined);
  if (statusCode !== undefined) recordStatusCode(span, statusCode);
}

type WritePrelude = (write: (chunk: unknown) => unknown) => unknown;

function sizeOf(chunk: unknown, encoding: unknown): number {
  if (typeof chunk === 'string') {
    return Buffer.byteLength(chunk, typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8');
  }
  return ArrayBuffer.isView(chunk) ? chunk.byteLength : 0;
}

/**
 * `awslambda.HttpResponseStream.from` leaves a function on the stream that writes the status as JSON ahead of the first
 * chunk, which does not come through the stream's `write`. It is read on its way.
 */
function watchPrelude(stream: ResponseStream, found: (statusCode: number) => void): void {
  const withPrelude: ResponseStream & { _onBeforeFirstWrite?: unknown } = stream;
  const writePrelude = withPrelude._onBeforeFirstWrite;
  if (typeof writePrelude !== 'function') return;
  const watched: WritePrelude = (write) =>
    writePrelude.call(stream, (chunk: unknown) => {
      const statusCode = typeof chunk === 'string' ? parseObject(chunk)?.statusCode : undefined;
      if (typeof statusCode === 'number') found(statusCode);
      return write(chunk);
    });
  withPrelude._onBeforeFirstWrite = watched;
}
