import { onceInProcess } from '../invocation/index.js';

/** Measurements that were left out: because CloudWatch, or the instrument, would not have taken them. */
export const metricRefusals = () =>
  onceInProcess('metrics.refusals', () => ({ dropped: { refusedValues: 0, refusedDimensions: 0 } }));
