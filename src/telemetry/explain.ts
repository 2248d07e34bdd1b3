import { explainTelemetry } from './explanation/explain-telemetry.js';
import type { Explanation } from './explanation/explanation.js';
import { telemetryFacts } from './telemetry.js';

/**
 * How telemetry is set up in this process, and how it went so far: which setting came from where, which exporters there
 * are, what the last invocation's parent is and why, what was lost. Sets telemetry up if nothing has yet.
 *
 * @example
 * console.log(explain().text);
 */
export function explain(): Explanation {
  return explainTelemetry(telemetryFacts());
}
