import { type Environment, readText } from '../../settings/read.js';
import { configuredOptions, settingsHolder } from './held-settings.js';
import { DEFAULT_SERVICE, settings } from './settings.js';

/**
 * The service of one `Logger`, `Metrics` or `Tracer`, asked late because telemetry may be configured after it was made: its
 * own name, else that of `configure`, else that of the environment as it was when this was called.
 */
export function serviceReader(own: string | undefined, env: Environment): () => string {
  const variable = readText(env, 'POWERTOOLS_SERVICE_NAME', 'OTEL_SERVICE_NAME');
  return () => own ?? (configuredOptions().service?.trim() || (variable ?? settings().service));
}

/** The name of a `Logger` or a `Tracer` is that of the spans' service, where nothing else names it. The first one counts. */
export function suggestService(name: string | undefined): void {
  if (name) settingsHolder().suggestedService ??= name;
}

/** `service.name` of spans and of the resource. */
export function resourceService(): string {
  const { service } = settings();
  return service === DEFAULT_SERVICE ? (settingsHolder().suggestedService ?? service) : service;
}
