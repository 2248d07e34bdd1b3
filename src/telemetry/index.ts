export { ensureExitGuard } from './exit-guard.js';
export type { AnyExporter, ExportCallback, ExporterChoice, TelemetryOptions } from './options.js';
export { reportParent } from './report-parent.js';
export { settings } from './settings.js';
export { configure, ensureTelemetry } from './telemetry.js';
