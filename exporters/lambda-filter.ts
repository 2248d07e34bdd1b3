/** Lambda's own words for levels above INFO, by which it filters lines of JSON on stdout. */
const ABOVE_INFO = new Set(['WARN', 'ERROR', 'FATAL']);

/**
 * The least level of the lines that Lambda passes on, where it is above INFO (`AWS_LAMBDA_LOG_LEVEL`, which Lambda sets with
 * the log format JSON). It takes lines for INFO that have no `level`, or one of other words, or no `timestamp`.
 */
export function lambdaFilter(): string | undefined {
  const level = process.env.AWS_LAMBDA_LOG_LEVEL?.trim().toUpperCase();
  return level !== undefined && ABOVE_INFO.has(level) ? level : undefined;
}

/** CRITICAL, in the word that Lambda knows where it filters. */
export function criticalLevel(): 'CRITICAL' | 'FATAL' {
  return lambdaFilter() ? 'FATAL' : 'CRITICAL';
}
