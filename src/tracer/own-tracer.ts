import { type Tracer, trace } from '@opentelemetry/api';
import { VERSION } from '../version.js';

/**
 * What makes our spans. Asked for at each use: one that was given out before a provider was registered knows only a
 * provider that is registered through its own copy of the API.
 */
export function ownTracer(): Tracer {
  return trace.getTracer('otel-powertools', VERSION);
}
