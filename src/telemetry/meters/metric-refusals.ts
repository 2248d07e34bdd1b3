import { once } from '../../shared/process-state.js';

interface MetricRefusals {
  readonly dropped: { refusedValues: number; refusedDimensions: number };
}

declare module '../../shared/process-state.js' {
  interface ProcessState {
    metricRefusals: MetricRefusals;
  }
}

/** Measurements that were left out: because CloudWatch, or the instrument, would not have taken them. */
export function metricRefusals(): MetricRefusals {
  return once('metricRefusals', () => ({ dropped: { refusedValues: 0, refusedDimensions: 0 } }));
}
