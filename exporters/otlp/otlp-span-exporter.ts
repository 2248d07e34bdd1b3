import type { ExportableSpan } from '../exportable-span.js';
import { apiHost } from './api-host.js';
import type { OtlpExporterOptions } from './options.js';
import { OtlpExporter } from './otlp-exporter.js';
import { TRACES } from './signals.js';

/**
 * An OpenTelemetry `SpanExporter` that sends OTLP over HTTP, as `http/protobuf` or `http/json`. It works with the
 * `@opentelemetry/sdk-trace-base` of your choice, and reads the specification's `OTEL_EXPORTER_OTLP_*` variables.
 *
 * Nothing throws: what goes wrong is said once per kind through `diag`, and what is lost is counted in `dropped`. What the
 * endpoint cannot take now is kept, within bounds, and goes with the next export.
 *
 * @throws TypeError for a `url` or a header in the options that cannot be one.
 * @see https://opentelemetry.io/docs/specs/otlp/
 * @example
 * ```ts
 * const provider = new BasicTracerProvider({
 *   spanProcessors: [new BatchSpanProcessor(new OtlpSpanExporter({ compression: 'gzip' }))],
 * });
 * ```
 */
export class OtlpSpanExporter extends OtlpExporter<readonly ExportableSpan[]> {
  constructor(options: OtlpExporterOptions = {}) {
    super(TRACES, options, apiHost);
  }
}
