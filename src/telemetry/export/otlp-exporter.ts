import type { Host } from '../../../exporters/otlp/host.js';
import { OtlpExporter } from '../../../exporters/otlp/otlp-exporter.js';
import { LOGS, METRICS, type Signal, TRACES } from '../../../exporters/otlp/signals.js';
import type { VariableName } from '../../settings/variables.js';
import type { ExporterOf } from './export.js';
import type { OtlpSignal } from './otlp.js';
import { signOtlpRequest } from './otlp-signer.js';

const SIGNALS = { traces: TRACES, metrics: METRICS, logs: LOGS };

/**
 * The exporter that `otlp` stands for. Requests to AWS are signed.
 *
 * @param host - Handed over, not imported: what is imported by a module that is loaded on demand, a bundler evaluates on
 * demand too, and V8 then parses it twice.
 */
export function createOtlpExporter<TItems>(signal: OtlpSignal, waitMillis: number, host: Host): ExporterOf<TItems> {
  if (signal === 'metrics') warnOfTemporality(host);
  // What a signal exports fits what the exporter reads of it: tests/exporters/otlp has the SDK's types for that.
  const known = SIGNALS[signal] as unknown as Signal<TItems>;
  return new OtlpExporter(known, { waitMillis, sign: signOtlpRequest }, host);
}

const PREFERENCE: VariableName = 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE';

/** What is measured here is forgotten when it is exported: there are deltas, and nothing else. */
function warnOfTemporality({ warn }: Host): void {
  const wanted = process.env[PREFERENCE]?.trim().toLowerCase() || 'delta';
  if (wanted === 'delta') return;
  warn(
    `otel-powertools: "${wanted}" (${PREFERENCE}) would be wrong in Lambda: every environment counts for itself, from its own start, and no backend can tell their series apart. Deltas are sent; a collector can add them up.`,
  );
}
