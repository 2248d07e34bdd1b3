import { type Span, TraceFlags } from '@opentelemetry/api';
import type { ParentDecision } from '../../invocation/trace-context/parent.js';
import { once, warnOnce } from '../../shared/process-state.js';
import type { InvocationFacts } from '../explanation/facts.js';

interface LastInvocation {
  decided: InvocationFacts | undefined;
}

declare module '../../shared/process-state.js' {
  interface ProcessState {
    lastInvocation: LastInvocation;
  }
}

/** The invocation of this process that began last, for `explain()`. */
export function lastInvocation(): LastInvocation {
  return once('lastInvocation', () => ({ decided: undefined }));
}

/** Keeps why the parent is what it is; that nothing will be recorded because tracing is off is worth a warning, once. */
export function reportParent({ rule, links }: ParentDecision, span: Span): void {
  const sampled = (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
  lastInvocation().decided = { rule, links: links.length, sampled };
  if (rule !== 'lambda-undecided') return;
  warnOnce(
    rule,
    "Lambda's trace header has no Parent or no decision on sampling, as when active tracing is off: nothing is sent to X-Ray. Turn on active tracing, or export elsewhere.",
  );
}
