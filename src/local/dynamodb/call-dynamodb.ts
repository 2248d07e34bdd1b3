import { LocalLambdaError, messageOf } from '../errors.js';

export interface DynamoDBAnswer {
  readonly ok: boolean;
  /** JSON text. */
  readonly text: string;
}

interface DynamoDBTarget {
  readonly url: string;
  readonly region: string;
  /** More headers for it. Default: none. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls one action of a DynamoDB. */
export async function callDynamoDB(
  { url, region, headers }: DynamoDBTarget,
  action: string,
  body: unknown,
): Promise<DynamoDBAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      ...headers,
      'Content-Type': 'application/x-amz-json-1.0',
      'X-Amz-Target': `DynamoDB_20120810.${action}`,
      'X-Amz-Date': new Date().toISOString().replace(/[-:]|\.\d+/g, ''),
      // Local DynamoDBs want to see a signature; none of them checks it.
      Authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=local`,
    },
    body: JSON.stringify(body),
  }).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error);
    throw new LocalLambdaError(`No DynamoDB answers at ${url}: ${cause}`);
  });
  return { ok: response.ok, text: await response.text() };
}
