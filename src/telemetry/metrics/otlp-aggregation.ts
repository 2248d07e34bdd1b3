import { diag } from '@opentelemetry/api';
import { type Environment, readText } from '../../settings/read.js';
import type { AggregationOption } from '../meters/aggregation.js';

import { AggregationType, type InstrumentType } from '../meters/metric-data.js';

const VARIABLE = 'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION';

const HISTOGRAMS: Readonly<Record<string, AggregationOption>> = {
  explicit_bucket_histogram: { type: AggregationType.DEFAULT },
  base2_exponential_bucket_histogram: { type: AggregationType.EXPONENTIAL_HISTOGRAM },
};

/** How OTLP is to have its histograms. Instruments ask for it when they are made, before the exporter may be there. */
export function otlpAggregation(env: Environment): (type: InstrumentType) => AggregationOption {
  const wanted = readText(env, VARIABLE)?.toLowerCase() ?? 'explicit_bucket_histogram';
  const histogram = Object.hasOwn(HISTOGRAMS, wanted) ? HISTOGRAMS[wanted] : undefined;
  if (!histogram) {
    diag.warn(
      `otel-powertools: "${wanted}" (${VARIABLE}) is neither of ${Object.keys(HISTOGRAMS).join(' and ')}; the first is used.`,
    );
  }
  return (type) => (type === 'HISTOGRAM' && histogram ? histogram : { type: AggregationType.DEFAULT });
}
