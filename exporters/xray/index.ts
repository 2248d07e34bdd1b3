export type {
  ExportableAttributes,
  ExportableEvent,
  ExportableLink,
  ExportableResource,
  ExportableScope,
  ExportableSpan,
} from '../exportable-span.js';
export type { ExportResult } from './daemon/daemon-exporter.js';
export type { DroppedSpans } from './daemon/drop-counter.js';
export type { XRaySpanExporterOptions } from './options.js';
export { XRaySpanExporter } from './xray-span-exporter.js';
