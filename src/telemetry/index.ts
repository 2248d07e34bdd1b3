export { endSpan } from './end-span.js';
export { ensureExitGuard } from './exit-guard.js';
export { explain } from './explain.js';
export { type OpenInvocation, openInvocation } from './open-invocation.js';
export type { AnyExporter, ExportCallback, ExporterChoice, TelemetryOptions } from './options.js';
export { settings } from './settings.js';
export { configure, ensureTelemetry } from './telemetry.js';
