import type { Answer } from './dynamodb-table.js';
import type { HttpAnswer } from './dynamodb-transport.js';

/** DynamoDB's form of JSON: bytes are base64. */
export const writeInput = (input: object): string =>
  JSON.stringify(input, function (this: Record<string, unknown>, key, value: unknown) {
    // A Buffer has become something else by now.
    const bytes = this[key];
    return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : value;
  });

// The value of an attribute is an object: text under "B" is bytes, and no attribute of that name.
const readBytes = (key: string, value: unknown): unknown => {
  if (key === 'B' && typeof value === 'string') return bytesOf(value);
  return key === 'BS' && Array.isArray(value) ? value.map(bytesOf) : value;
};

const bytesOf = (base64: string): Uint8Array => new Uint8Array(Buffer.from(base64, 'base64'));

/**
 * What DynamoDB answers.
 *
 * @throws {Error} it is an error: `name`, `message`, `Item` and `$metadata` are as the AWS SDK has them.
 */
export const readAnswer = ({ status, requestId, body }: HttpAnswer): Answer => {
  if (status < 300) return JSON.parse(body, readBytes);
  const {
    __type = 'UnknownError',
    message,
    Message,
    Item,
  }: ErrorDocument = isJson(body) ? JSON.parse(body, readBytes) : {};
  throw Object.assign(new Error(message ?? Message ?? `DynamoDB answered with status ${status}`), {
    name: __type.slice(__type.lastIndexOf('#') + 1),
    $metadata: { httpStatusCode: status, requestId },
    ...(Item && { Item }),
  });
};

interface ErrorDocument {
  /** The name of the error, after that of its namespace and a `#`. */
  readonly __type?: string;
  readonly message?: string;
  readonly Message?: string;
  readonly Item?: Answer['Item'];
}

/** What stands between the function and DynamoDB may answer with a page. */
const isJson = (body: string): boolean => body.startsWith('{');

const THROTTLING =
  /^(ProvisionedThroughputExceeded|Throttling|RequestLimitExceeded|ThrottledException|TooManyRequests)/;

/** Whether the request may succeed when it is made again: DynamoDB throttled it or failed, or the connection did. */
export const isTransient = (error: unknown): boolean => {
  if (!(error instanceof Error)) return false;
  const { code, $metadata }: Failure = error;
  if (!$metadata) return code !== undefined;
  return $metadata.httpStatusCode >= 500 || THROTTLING.test(error.name);
};

interface Failure extends Error {
  /** Of an error of the connection, as Node.js gives it. */
  readonly code?: string;
  readonly $metadata?: { readonly httpStatusCode: number };
}
