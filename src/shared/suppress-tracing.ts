import { type Context, createContextKey } from '@opentelemetry/api';

// The key of `suppressTracing` in @opentelemetry/core: other instrumentations and exporters heed it, and so do we. X-Ray's
// exporter, which stands alone, has it as well.
const SUPPRESSED = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** In the context returned nothing is traced: it has its span already, or belongs in no trace. */
export function suppressTracing(parent: Context): Context {
  return parent.setValue(SUPPRESSED, true);
}

export function isTracingSuppressed(active: Context): boolean {
  return active.getValue(SUPPRESSED) === true;
}
