import { apiHost } from './api-host.js';
import type { ExportableLogRecord } from './encode/write-log-record.js';
import type { OtlpExporterOptions } from './options.js';
import { OtlpExporter } from './otlp-exporter.js';
import { LOGS } from './signals.js';

/**
 * An OpenTelemetry `LogRecordExporter` that sends OTLP over HTTP; see `OtlpSpanExporter`. It works with the
 * `@opentelemetry/sdk-logs` of your choice.
 *
 * @throws TypeError for a `url` or a header in the options that cannot be one.
 * @example
 * ```ts
 * new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter: new OtlpLogRecordExporter() })] });
 * ```
 */
export class OtlpLogRecordExporter extends OtlpExporter<readonly ExportableLogRecord[]> {
  constructor(options: OtlpExporterOptions = {}) {
    super(LOGS, options, apiHost);
  }
}
