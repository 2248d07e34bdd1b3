import { onceInProcess } from '../../shared/process-state.js';

/** Measurements that were left out: because CloudWatch, or the instrument, would not have taken them. */
export function metricRefusals() {
  return onceInProcess('metrics.refusals', () => ({ dropped: { refusedValues: 0, refusedDimensions: 0 } }));
}
