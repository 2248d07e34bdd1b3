import { diag } from '@opentelemetry/api';

/** The limit that the first of the variables has that is set; what is no limit is named in a warning. */
export function readLimit(
  env: Readonly<Record<string, string | undefined>>,
  variables: readonly string[],
  fallback: number,
): number {
  for (const variable of variables) {
    const text = env[variable]?.trim();
    if (!text) continue;
    const value = Number(text);
    if (value >= 0) return value;
    diag.warn(`otel-powertools: "${text}" of ${variable} is not a number from 0 on and is ignored.`);
  }
  return fallback;
}
