import { type Context, context, diag, trace } from '@opentelemetry/api';
import { recordFailure } from '../../invocation/span/invocation-span.js';
import { ownTracer } from '../own-tracer.js';
import { type CapturePolicy, putCaptured } from '../values/annotations.js';
import { followGenerator, isGenerator } from './generator.js';

/** How one call is traced. */
export interface CapturePlan {
  readonly spanName: string;
  /** Metadata key of the response; undefined keeps the response out. */
  readonly responseKey: string | undefined;
  /** Namespace of the metadata, asked late: telemetry may be configured after the Tracer was made. */
  readonly namespace: () => string;
  readonly captureError: boolean;
  /** How what is captured may be seen, asked late as well. */
  readonly policy: () => CapturePolicy;
  /** A call runs nothing until its generator is iterated: that is when the span starts. */
  readonly generator: boolean;
}

/** One call that is being traced: it succeeds or fails, once. */
interface CapturedCall {
  /** The context in which the call's span is the active one. */
  readonly context: Context;
  succeed(response: unknown): void;
  fail(error: unknown): void;
}

/**
 * Runs `work` in a span of its own. What `work` gives stays what it is: a value comes at once, a promise as a promise, a
 * generator as a generator, whose span lasts from its first step until it is exhausted, left or fails.
 */
export function capture<Result>(plan: CapturePlan, work: () => Result): Result {
  const parent = context.active();
  if (plan.generator) {
    const result = work();
    // What stands in for a generator is one, for the same values.
    return isGenerator(result) ? (followGenerator(() => startCall(plan, parent), result) as Result) : result;
  }
  const call = startCall(plan, parent);
  if (!call) return work();
  let result: Result;
  try {
    result = context.with(call.context, work);
  } catch (error) {
    call.fail(error);
    throw error;
  }
  // What stands in for a promise or a generator is one, for the same values.
  if (isPromise(result)) return (isPlainPromise(result) ? settle : observe)(call, result) as Result;
  if (isGenerator(result)) return followGenerator(() => call, result) as Result;
  call.succeed(result);
  return result;
}

/** Starts the span of a call under `parent`. No call where that fails: what is traced goes on without. */
function startCall(plan: CapturePlan, parent: Context): CapturedCall | undefined {
  const guard = <Result>(done: string, action: () => Result): Result | undefined => {
    try {
      return action();
    } catch (error) {
      diag.error(`otel-powertools: the span "${plan.spanName}" could not be ${done}.`, error);
      return undefined;
    }
  };
  const span = guard('started', () => ownTracer().startSpan(plan.spanName, {}, parent));
  if (!span) return undefined;
  let ended = false;
  const end = (record: () => void): void => {
    if (ended) return;
    ended = true;
    guard('completed', () => {
      record();
      span.end();
    });
  };
  return {
    context: trace.setSpan(parent, span),
    succeed: (response) =>
      end(() => {
        if (plan.responseKey !== undefined && response !== undefined)
          putCaptured(span, { namespace: plan.namespace(), key: plan.responseKey }, response, plan.policy());
      }),
    fail: (error) =>
      end(() => recordFailure(span, error, { details: plan.captureError, maskSecrets: plan.policy().maskSecrets })),
  };
}

// Only what is one: to call `then` on a lazy query builder would send its query.
function isPromise(value: unknown): value is Promise<unknown> {
  try {
    return value instanceof Promise;
  } catch {
    // A proxy that has been revoked.
    return false;
  }
}

async function settle(call: CapturedCall, promise: Promise<unknown>): Promise<unknown> {
  try {
    const response = await promise;
    call.succeed(response);
    return response;
  } catch (error) {
    call.fail(error);
    throw error;
  }
}

/** Promises that can do more than promises can (be cancelled, be piped) have to stay the objects that they are. */
function observe(call: CapturedCall, promise: Promise<unknown>): Promise<unknown> {
  promise.then(call.succeed, call.fail);
  return promise;
}

function isPlainPromise(promise: Promise<unknown>): boolean {
  return Object.getPrototypeOf(promise) === Promise.prototype;
}
