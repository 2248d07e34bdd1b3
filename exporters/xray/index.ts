export type { ExportableEvent, ExportableResource, ExportableScope, ExportableSpan } from './span.js';
export {
  type DroppedSpans,
  type ExportResult,
  XRaySpanExporter,
  type XRaySpanExporterOptions,
} from './xray-span-exporter.js';
