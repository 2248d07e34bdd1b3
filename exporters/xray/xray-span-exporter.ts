import { checkOptionNames, type OptionNames } from '../option-names.js';
import { DaemonExporter } from './daemon/daemon-exporter.js';
import { describePlatform } from './document/platform.js';
import type { XRaySpanExporterOptions } from './options.js';
import { otlpFormat } from './otlp/otlp-format.js';
import { segmentFormat } from './segment-format.js';

const NAMES: OptionNames<XRaySpanExporterOptions> = {
  daemonAddress: true,
  format: true,
  maxDocumentBytes: true,
  lambda: true,
  indexedAttributes: true,
  indexAllAttributes: true,
  logGroupNames: true,
  stackFrameLimit: true,
  clientQueryStrings: true,
};

/**
 * Sends spans to the X-Ray daemon, as segment documents over UDP.
 *
 * A span and its descendants of the same `export` call travel in one document as far as it holds them. Nothing throws:
 * what goes wrong is counted in `dropped`, reported once per kind through `diag`, and makes the result a failure.
 *
 * @example
 * ```ts
 * const provider = new BasicTracerProvider({
 *   spanProcessors: [new BatchSpanProcessor(new XRaySpanExporter())],
 * });
 * ```
 */
export class XRaySpanExporter extends DaemonExporter {
  constructor(options: XRaySpanExporterOptions = {}) {
    checkOptionNames('XRaySpanExporter', options, NAMES);
    const { format, logGroupNames } = options;
    super(format === 'otlp' ? otlpFormat : segmentFormat(options, describePlatform(logGroupNames)), options);
  }
}
