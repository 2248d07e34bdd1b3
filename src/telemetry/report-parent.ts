import { diag, type Span, TraceFlags } from '@opentelemetry/api';
import { onceInProcess, type ParentDecision } from '../invocation/index.js';
import type { ExplainedInvocation } from './explanation.js';

/** The invocation of this process that began last, for `explain()`. */
export const lastInvocation = (): { decided: ExplainedInvocation | undefined } =>
  onceInProcess('last-invocation', () => ({ decided: undefined }));

/** Tells why the parent is what it is; that nothing will be recorded because tracing is off is worth a warning, once. */
export const reportParent = ({ rule, explanation }: ParentDecision, span: Span): void => {
  const sampled = (span.spanContext().traceFlags & TraceFlags.SAMPLED) !== 0;
  lastInvocation().decided = { rule, explanation, sampled };
  diag.debug(`otel-powertools: ${explanation}`);
  if (rule !== 'lambda-undecided') return;
  onceInProcess('lambda-undecided', () => {
    diag.warn(`otel-powertools: ${explanation}`);
    return true;
  });
};
