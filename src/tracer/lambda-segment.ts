import { context, INVALID_SPAN_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import { keptTraceHeader } from '../invocation/trace-context/invocation-trace-header.js';
import { brand, hasBrand } from '../shared/brand.js';
import { ensureTracing, inInvocationTrace } from '../telemetry/traces/traces.js';
import { Segment } from './segment.js';

const LAMBDA_SEGMENT = brand('LambdaSegment');

/** What Lambda calls its segment where its name is not known. */
const UNKNOWN_NAME = 'function';

/** The segment of the function, which Lambda writes: nothing can be put on it. */
class LambdaSegment extends Segment {
  get [LAMBDA_SEGMENT](): true {
    return true;
  }

  override get notTraced(): boolean {
    return (this.span.spanContext().traceFlags & TraceFlags.SAMPLED) === 0;
  }
}

/** The segment that Lambda writes for the invocation under way; undefined where there is none, or nothing is recorded. */
export function lambdaSegment(): Segment | undefined {
  if (keptTraceHeader().header === undefined || !ensureTracing().recording) return undefined;
  const below = inInvocationTrace(trace.deleteSpan(context.active()));
  // Where spans do not go to X-Ray it is nobody's parent there: what is begun below it begins a trace.
  const span = trace.getSpan(below) ?? trace.wrapSpanContext(INVALID_SPAN_CONTEXT);
  return new LambdaSegment(span, process.env.AWS_LAMBDA_FUNCTION_NAME || UNKNOWN_NAME, undefined, below);
}

/** Whether this is the segment of a function, of whichever copy of this package. */
export function isLambdaSegment(segment: Segment): boolean {
  return hasBrand(segment, LAMBDA_SEGMENT);
}
