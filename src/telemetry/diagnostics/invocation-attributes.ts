import { isSpanContextValid, type SpanContext } from '@opentelemetry/api';
import { recentXRayTraceId } from '../../../exporters/json/recent-xray-trace-id.js';
import type { Invocation } from '../../invocation/invocation.js';
import { factsOf, type LambdaContext } from '../../invocation/lambda-context.js';
import { currentTraceHeader } from '../../invocation/trace-context/trace-header.js';

const MEBIBYTE = 1_048_576;

/** What a record says of the invocation it belongs to, by the semantic conventions. */
export function invocationAttributes(
  invocation: Invocation,
  spanContext: SpanContext | undefined,
): Record<string, string | boolean> {
  const { lambdaContext } = invocation;
  const attributes: Record<string, string | boolean> = {};
  if (lambdaContext) {
    attributes['faas.coldstart'] = invocation.coldStart;
    const { awsRequestId, invokedFunctionArn } = factsOf(lambdaContext);
    attributes['faas.invocation_id'] = awsRequestId;
    attributes['aws.lambda.invoked_arn'] = invokedFunctionArn;
  }
  // The trace id of a span says the same, where X-Ray would take it.
  if (!spanContext || !isSpanContextValid(spanContext) || !recentXRayTraceId(spanContext.traceId, Date.now())) {
    const root = currentTraceHeader(lambdaContext)?.root;
    if (root) attributes['aws.xray.trace_id'] = root;
  }
  return attributes;
}

/** What Lambda's context says of the function, where the resource does not. */
export function functionAttributes(lambdaContext: LambdaContext): {
  'faas.name': string;
  'faas.max_memory': number;
} {
  const { functionName, memoryLimitInMB } = factsOf(lambdaContext);
  return {
    'faas.name': functionName,
    'faas.max_memory': Number(memoryLimitInMB) * MEBIBYTE,
  };
}
