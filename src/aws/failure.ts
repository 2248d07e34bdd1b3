import { readDocument } from './document.js';
import type { AwsService } from './service.js';
import type { HttpAnswer } from './transport.js';

/**
 * The error that an answer to a request signed at `signedAt` is: `name`, `message`, `$metadata` and the members of its
 * document are as the AWS SDK has them.
 */
export function failureOf(service: AwsService, answer: HttpAnswer, signedAt: number): Error {
  const { status, headers, body } = answer;
  const requestId = headers['x-amzn-requestid']?.toString();
  const { __type, code, message, Message, ...members } = readDocument(body, service.revive) ?? {};
  const type = headers['x-amzn-errortype'] ?? __type ?? code;
  // Before a `:` and an address, and after the name of a namespace and a `#`.
  const name = typeof type === 'string' ? type.replace(/:.*/, '').replace(/.*#/, '') : '';
  const clockSkew = REFUSED_SIGNATURE.test(name) ? Date.parse(headers.date ?? '') - signedAt : 0;
  const nothing =
    name || `Not an answer of ${service.title}: status ${status}, request ${requestId ?? 'without an id'}`;
  return Object.assign(new Error(String(message ?? Message ?? nothing)), members, {
    name: name || 'UnknownError',
    $metadata: {
      httpStatusCode: status,
      requestId,
      ...(Math.abs(clockSkew) >= CLOCK_TOLERANCE_MS && { clockSkew }),
    },
  });
}

/**
 * Whether the request may succeed when it is made again: the service throttled it or failed, the connection broke, or
 * the clock was wrong that it was signed by.
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code = '', $metadata }: Failure = error;
  if (!$metadata) return BROKEN_CONNECTION.test(code);
  const { httpStatusCode: status, clockSkew } = $metadata;
  return status >= 500 || status === 429 || THROTTLING.test(error.name) || clockSkew !== undefined;
}

/** How far the service's clock was ahead of a signature that it refused for that, in milliseconds; else 0. */
export function clockSkewOf(error: unknown): number {
  const { $metadata }: Partial<Failure> = error instanceof Error ? error : {};
  return $metadata?.clockSkew ?? 0;
}

interface Failure extends Error {
  /** Of an error of the connection, as Node.js gives it. */
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode: number; readonly clockSkew?: number };
}

/** A clock that is this far off makes signatures that AWS refuses; what is less is the time that a request takes. */
const CLOCK_TOLERANCE_MS = 240_000;

const THROTTLING =
  /^(ProvisionedThroughputExceeded|Throttling|RequestLimitExceeded|ThrottledException|TooManyRequests)/;

const REFUSED_SIGNATURE =
  /^(InvalidSignature|SignatureDoesNotMatch|RequestExpired|RequestInTheFuture|RequestTimeTooSkewed)/;

const BROKEN_CONNECTION =
  /^(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN)$/;
