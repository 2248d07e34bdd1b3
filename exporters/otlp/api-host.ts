import { context, createContextKey, diag } from '@opentelemetry/api';
import type { Host } from './host.js';

// The key that the SDK's `suppressTracing` sets, and that instrumentations heed.
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** The OpenTelemetry API of the program. */
export const apiHost: Host = {
  warn: (message, ...details) => diag.warn(message, ...details),
  untraced: (run) => context.with(context.active().setValue(SUPPRESS_TRACING, true), run),
};
