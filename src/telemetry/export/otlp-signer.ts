import type { OtlpRequest } from '../../../exporters/otlp/options.js';
import { readCredentials } from '../../signing/read-credentials.js';
import { type SigningScope, signRequest } from '../../signing/sigv4.js';

// https://xray.<region>.amazonaws.com/v1/traces, https://logs.<region>.amazonaws.com/v1/logs, and as there for metrics.
const AWS_HOST =
  /^(?<service>xray|logs|monitoring)\.(?<region>[a-z]{2}-[a-z-]+-\d)\.(?:amazonaws\.com(?:\.cn)?|api\.aws)$/;

/** Headers that say what is sent, and to whom it belongs; what proxies may change on the way is not signed. */
const SIGNED = /^(content-type|content-encoding|x-aws-.+)$/;

/** With which service and region to sign what is sent to AWS; undefined for any other endpoint. */
export function signingScopeOf({ hostname }: URL): SigningScope | undefined {
  const { service, region } = AWS_HOST.exec(hostname)?.groups ?? {};
  return service && region ? { service, region } : undefined;
}

/**
 * The headers by which a request to an endpoint of AWS is one of the function's role (Signature Version 4); none for other
 * endpoints.
 */
export async function signOtlpRequest(request: OtlpRequest): Promise<Record<string, string>> {
  const { url, headers } = request;
  const scope = signingScopeOf(url);
  // A key of one's own, as CloudWatch Logs takes it.
  if (!scope || headers.has('authorization')) return {};
  const added = scope.service === 'logs' ? logDestination(headers) : {};
  const signed = new Map([...headers].filter(([name]) => SIGNED.test(name)).concat(Object.entries(added)));
  return { ...added, ...signRequest({ ...request, headers: signed }, scope, await readCredentials()) };
}

/** CloudWatch Logs wants to know where records go: where nothing else is said, to the log of the function itself. */
function logDestination(headers: ReadonlyMap<string, string>): Record<string, string> {
  const { AWS_LAMBDA_LOG_GROUP_NAME: group, AWS_LAMBDA_LOG_STREAM_NAME: stream } = process.env;
  return {
    ...(group && !headers.has('x-aws-log-group') && { 'x-aws-log-group': group }),
    ...(stream && !headers.has('x-aws-log-stream') && { 'x-aws-log-stream': stream }),
  };
}
