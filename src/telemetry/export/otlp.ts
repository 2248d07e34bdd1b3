import { diag } from '@opentelemetry/api';
import { deferredExporter } from './deferred-exporter.js';
import type { ExporterOf } from './export.js';

export type OtlpSignal = 'traces' | 'metrics' | 'logs';

/** The user's installed OTLP exporter of a signal, loaded from now on. */
export function loadOtlpExporter<TItems>(signal: OtlpSignal): ExporterOf<TItems> {
  return deferredExporter<TItems>(
    async () => (await import('./otlp-exporter.js')).createOtlpExporter(signal, (message) => diag.warn(message)),
    `the exporter "otlp" of ${signal} could not be loaded; the ${signal} are lost.`,
  );
}
