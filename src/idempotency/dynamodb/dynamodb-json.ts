import type { Answer } from './dynamodb-table.js';
import type { HttpAnswer } from './dynamodb-transport.js';

/** DynamoDB's form of JSON: bytes are base64. */
export function writeInput(input: object): string {
  return JSON.stringify(input, function (this: Record<string, unknown>, key, value: unknown) {
    // A Buffer has become something else by now.
    const bytes = this[key];
    return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : value;
  });
}

/** A clock that is this far off makes signatures that AWS refuses; what is less is the time that a request takes. */
const CLOCK_TOLERANCE_MS = 240_000;

/**
 * What DynamoDB answers to a request that was signed at `signedAt`.
 *
 * @throws {Error} it is an error, or not DynamoDB's: `name`, `message`, `Item` and `$metadata` are as the AWS SDK has them.
 */
export function readAnswer({ status, requestId, serverTime, body }: HttpAnswer, signedAt: number): Answer {
  const document = readDocument(body);
  if (document && status < 300) return document;
  const { __type, message, Message, Item } = document ?? {};
  const name = typeof __type === 'string' ? __type.slice(__type.lastIndexOf('#') + 1) : 'UnknownError';
  const clockSkew = REFUSED_SIGNATURE.test(name) ? serverTime - signedAt : 0;
  throw Object.assign(
    new Error(
      message ?? Message ?? `Not an answer of DynamoDB: status ${status}, request ${requestId ?? 'without an id'}`,
    ),
    {
      name,
      $metadata: {
        httpStatusCode: status,
        requestId,
        ...(Math.abs(clockSkew) >= CLOCK_TOLERANCE_MS && { clockSkew }),
      },
      ...(Item && { Item }),
    },
  );
}

interface Document extends Answer {
  /** Of an error: its name, after that of its namespace and a `#`. */
  readonly __type?: unknown;
  readonly message?: string;
  readonly Message?: string;
}

const THROTTLING =
  /^(ProvisionedThroughputExceeded|Throttling|RequestLimitExceeded|ThrottledException|TooManyRequests)/;

const REFUSED_SIGNATURE =
  /^(InvalidSignature|SignatureDoesNotMatch|RequestExpired|RequestInTheFuture|RequestTimeTooSkewed)/;

const BROKEN_CONNECTION =
  /^(ECONNRESET|ECONNREFUSED|ECONNABORTED|EPIPE|ETIMEDOUT|EHOSTUNREACH|EHOSTDOWN|ENETUNREACH|ENETDOWN|ENOTFOUND|EAI_AGAIN)$/;

/**
 * Whether the request may succeed when it is made again: DynamoDB throttled it or failed, the connection broke, or the
 * clock was wrong that it was signed by.
 */
export function isTransient(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code = '', $metadata }: Failure = error;
  if (!$metadata) return BROKEN_CONNECTION.test(code);
  const { httpStatusCode: status, clockSkew } = $metadata;
  return status >= 500 || status === 429 || THROTTLING.test(error.name) || clockSkew !== undefined;
}

/** How far DynamoDB's clock was ahead of a signature that it refused for that, in milliseconds; else 0. */
export function clockSkewOf(error: unknown): number {
  const { $metadata }: Partial<Failure> = error instanceof Error ? error : {};
  return $metadata?.clockSkew ?? 0;
}

interface Failure extends Error {
  /** Of an error of the connection, as Node.js gives it. */
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode: number; readonly clockSkew?: number };
}

// The value of an attribute is an object: text under "B" is bytes, and no attribute of that name.
function readBytes(key: string, value: unknown): unknown {
  if (key === 'B' && typeof value === 'string') return bytesOf(value);
  return key === 'BS' && Array.isArray(value) ? value.map(bytesOf) : value;
}

function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}

/** Undefined where it is none: what stands between the function and DynamoDB may answer with a page, or break off. */
function readDocument(body: string): Document | undefined {
  try {
    return /^\s*\{/.test(body) ? JSON.parse(body, readBytes) : undefined;
  } catch {
    return undefined;
  }
}
