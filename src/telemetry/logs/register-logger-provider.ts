import otel from '@opentelemetry/api';
import type { LoggerProvider } from '@opentelemetry/api-logs';

// Where `@opentelemetry/api-logs` looks, for a function that gives the provider to those who know this version of it.
const API_LOGS = Symbol.for('io.opentelemetry.js.api.logs');
const API_LOGS_VERSION = 1;

const API = Symbol.for('opentelemetry.js.api.1');

interface Globals {
  [API_LOGS]?: (version: number) => LoggerProvider | undefined;
  readonly [API]?: { readonly logs?: LoggerProvider };
}

const globals = globalThis as typeof globalThis & Globals;

interface LogsApi {
  setGlobalLoggerProvider(provider: LoggerProvider): unknown;
  disable(): void;
}

/** Registers `provider` for users of either logs API. Returns who is registered: a provider that was there before stays. */
export function registerLoggerProvider(provider: LoggerProvider): LoggerProvider {
  globals[API_LOGS] ??= (version) => (version === API_LOGS_VERSION ? provider : undefined);
  const registered = globals[API_LOGS](API_LOGS_VERSION) ?? provider;
  const api = logsApi();
  if (!api) return registered;
  // Asked here and not of the API, which would report an error.
  const present = globals[API]?.logs;
  if (!present) api.setGlobalLoggerProvider(provider);
  return registered === provider ? (present ?? provider) : registered;
}

/** Takes the provider of both logs APIs away. */
export function unregisterLoggerProvider(): void {
  delete globals[API_LOGS];
  logsApi()?.disable();
}

/** The logs API that `@opentelemetry/api` has since 1.10, with a global of its own. */
function logsApi(): LogsApi | undefined {
  return (otel as { readonly logs?: LogsApi } | undefined)?.logs;
}
