import { type Environment, variablesOf, type Warn } from './variables.js';

/** The number behind the SDK's enums: to import those would load the SDK. */
const AggregationTemporality = { DELTA: 0, CUMULATIVE: 1 } as const;
export const AggregationType = { DEFAULT: 0, EXPONENTIAL_HISTOGRAM: 5 } as const;

export type TemporalityPreference = 'delta' | 'cumulative' | 'lowmemory';

const PREFERENCES: readonly TemporalityPreference[] = ['delta', 'cumulative', 'lowmemory'];

/**
 * `OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE`. Its default in Lambda is `delta`: an environment of a function is one
 * of many that nobody can tell apart, and totals of which each counts for itself do not add up. Elsewhere it is the
 * specification's, `cumulative`.
 */
export function temporalityPreference(env: Environment, warn: Warn): TemporalityPreference {
  const inLambda = Boolean(env.AWS_LAMBDA_FUNCTION_NAME);
  const fallback = inLambda ? 'delta' : 'cumulative';
  const [variable] = variablesOf(env, 'metrics', 'TEMPORALITY_PREFERENCE');
  if (!variable) return fallback;
  const known = PREFERENCES.find((preference) => preference === variable.value.toLowerCase());
  if (!known) {
    warn(
      `otel-powertools: "${variable.value}" (${variable.name}) is none of ${PREFERENCES.join(', ')}; ${fallback} is used.`,
    );
  } else if (inLambda && known !== 'delta') {
    warn(
      `otel-powertools: "${known}" (${variable.name}) is wrong in Lambda: every environment counts for itself, from its own start, and a backend cannot tell their series apart. Use delta, and have a collector add them up where a backend wants totals.`,
    );
  }
  return known ?? fallback;
}

/** Which temporality an instrument has, by the specification's table of preferences. */
export function temporalityOf(preference: TemporalityPreference, instrumentType: string): 0 | 1 {
  const { DELTA, CUMULATIVE } = AggregationTemporality;
  if (preference === 'cumulative' || instrumentType.includes('UP_DOWN')) return CUMULATIVE;
  return preference === 'lowmemory' && instrumentType.startsWith('OBSERVABLE') ? CUMULATIVE : DELTA;
}

/** `OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION`: whether histograms have exponential buckets. Default: no. */
export function prefersExponential(env: Environment, warn: Warn): boolean {
  const [variable] = variablesOf(env, 'metrics', 'DEFAULT_HISTOGRAM_AGGREGATION');
  const wanted = variable?.value.toLowerCase();
  if (variable && wanted !== 'base2_exponential_bucket_histogram' && wanted !== 'explicit_bucket_histogram') {
    warn(
      `otel-powertools: "${variable.value}" (${variable.name}) is neither explicit_bucket_histogram nor base2_exponential_bucket_histogram; the first is used.`,
    );
  }
  return wanted === 'base2_exponential_bucket_histogram';
}
