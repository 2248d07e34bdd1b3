import { context, createContextKey } from '@opentelemetry/api';
import { readCredentials } from './read-credentials.js';
import type { Credentials } from './sigv4.js';

// The key that the SDK's `suppressTracing` sets: the address of the credentials is a secret, and belongs in no trace.
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/**
 * The credentials of the function's role: from its environment, else from the endpoint that Lambda names where
 * environments are restored from a snapshot, and that ECS and EKS name in every container. No request for them is traced.
 *
 * @param advice - Ends the message where none are set: what else the caller offers.
 * @throws Error when there are none.
 */
export function credentialsOf(advice = '', env: NodeJS.ProcessEnv = process.env): Promise<Credentials> {
  return context.with(context.active().setValue(SUPPRESS_TRACING, true), () => readCredentials(advice, env));
}
