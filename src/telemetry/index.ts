export { ensureExitGuard } from './exit-guard.js';
export { openInvocation } from './open-invocation.js';
export type { AnyExporter, ExportCallback, ExporterChoice, TelemetryOptions } from './options.js';
export { settings } from './settings.js';
export { configure, ensureTelemetry } from './telemetry.js';
