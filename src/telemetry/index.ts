export { ensureExitGuard } from './exit-guard.js';
export type { AnyExporter, ExportCallback, ExporterChoice, TelemetryOptions } from './options.js';
export { configure, readSettings, type Settings, settings } from './settings.js';
export { ensureTelemetry, type Telemetry } from './telemetry.js';
