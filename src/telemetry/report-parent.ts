import { diag } from '@opentelemetry/api';
import { onceInProcess, type ParentDecision } from '../invocation/index.js';

/** Tells why the parent is what it is; that nothing will be recorded because tracing is off is worth a warning, once. */
export const reportParent = ({ rule, explanation }: ParentDecision): void => {
  diag.debug(`otel-powertools: ${explanation}`);
  if (rule !== 'lambda-undecided') return;
  onceInProcess('lambda-undecided', () => {
    diag.warn(`otel-powertools: ${explanation}`);
    return true;
  });
};
