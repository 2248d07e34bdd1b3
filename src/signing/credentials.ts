import { context } from '@opentelemetry/api';
import { suppressTracing } from '../shared/suppress-tracing.js';
import { readCredentials } from './read-credentials.js';
import type { Credentials } from './sigv4.js';

/**
 * The credentials of the function's role: from its environment, else from the endpoint that Lambda names where
 * environments are restored from a snapshot, and that ECS and EKS name in every container. No request for them is traced.
 *
 * @param advice - Ends the message where none are set: what else the caller offers.
 * @throws Error when there are none.
 */
export function credentialsOf(advice = '', env: NodeJS.ProcessEnv = process.env): Promise<Credentials> {
  // The address of the credentials is a secret, and belongs in no trace.
  return context.with(suppressTracing(context.active()), () => readCredentials(advice, env));
}
