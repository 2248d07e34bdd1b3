import { diag, type Span, TraceFlags } from '@opentelemetry/api';
import type { ParentDecision } from '../../invocation/trace-context/parent.js';
import { onceInProcess } from '../../shared/process-state.js';
import type { InvocationFacts } from '../explanation/facts.js';

/** The invocation of this process that began last, for `explain()`. */
export function lastInvocation(): { decided: InvocationFacts | undefined } {
  return onceInProcess('last-invocation', () => ({ decided: undefined }));
}

/** Keeps why the parent is what it is; that nothing will be recorded because tracing is off is worth a warning, once. */
export function reportParent({ rule, links }: ParentDecision, span: Span): void {
  const sampled = (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
  lastInvocation().decided = { rule, links: links.length, sampled };
  if (rule !== 'lambda-undecided') return;
  onceInProcess('lambda-undecided', () => {
    diag.warn(
      "otel-powertools: Lambda's trace header has no Parent or no decision on sampling, as when active tracing is off: nothing is sent to X-Ray. Turn on active tracing, or export elsewhere.",
    );
    return true;
  });
}
