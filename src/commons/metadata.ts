import { context } from '@opentelemetry/api';
import { suppressTracing } from '../shared/suppress-tracing.js';
import { asObject } from '../shared/unknown.js';
import { getStringFromEnv, isRunningInLambda } from './environment.js';

/** How long the metadata may take. */
export interface GetMetadataOptions {
  /** Milliseconds. Default: 1000. */
  readonly timeout?: number;
}

const DEFAULT_TIMEOUT_MS = 1000;
const PATH = '/2026-01-15/metadata/execution-environment';

let known: Record<string, unknown> | undefined;

/**
 * What Lambda's metadata endpoint says of the execution environment, such as its availability zone. It is asked once; outside
 * of Lambda there is nothing to know, and the answer is empty.
 *
 * @throws {Error} the endpoint has no answer, or not in time.
 */
export async function getMetadata(options?: GetMetadataOptions): Promise<Record<string, unknown>> {
  if (!isRunningInLambda()) return {};
  known ??= await fetchMetadata(options?.timeout ?? DEFAULT_TIMEOUT_MS);
  return known;
}

/** Forgets what is known, so that it is asked for again. */
export function clearMetadataCache(): void {
  known = undefined;
}

async function fetchMetadata(timeout: number): Promise<Record<string, unknown>> {
  const host = getStringFromEnv({ key: 'AWS_LAMBDA_METADATA_API' });
  const token = getStringFromEnv({ key: 'AWS_LAMBDA_METADATA_TOKEN' });
  // A call of the platform is no part of what the function does.
  const response = await context.with(suppressTracing(context.active()), () =>
    fetch(`http://${host}${PATH}`, {
      headers: { Authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(timeout),
    }),
  );
  if (!response.ok) {
    throw new Error(`Failed to fetch execution environment metadata: ${response.status} ${response.statusText}`);
  }
  return { ...asObject(await response.json()) };
}
