/** AWS credentials, as a function has them in its environment. */
export interface Credentials {
  /** Names the key. `AWS_ACCESS_KEY_ID`. */
  readonly accessKeyId: string;
  /** What requests are signed with. `AWS_SECRET_ACCESS_KEY`. */
  readonly secretAccessKey: string;
  /** Goes with temporary credentials, and with every request. `AWS_SESSION_TOKEN`. */
  readonly sessionToken?: string | undefined;
}

/** A request that is to be signed. */
export interface SignableRequest {
  readonly method: string;
  readonly url: URL;
  /** By lower-case name. All of them are signed. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Uint8Array;
}

export interface SigningScope {
  readonly service: string;
  readonly region: string;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * The headers that make a request one of AWS Signature Version 4: the date, the session token where there is one, and
 * the authorization.
 */
export function signRequest(
  { method, url, headers, body }: SignableRequest,
  { service, region }: SigningScope,
  { accessKeyId, secretAccessKey, sessionToken }: Credentials,
  now: Date = new Date(),
): Record<string, string> {
  const { createHash, createHmac } = process.getBuiltinModule('node:crypto');
  const sha256 = (data: string | Uint8Array): string => createHash('sha256').update(data).digest('hex');
  const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();

  const dateTime = now.toISOString().replace(/[-:]|\.\d+/g, '');
  const date = dateTime.slice(0, 8);
  const added: Record<string, string> = {
    'x-amz-date': dateTime,
    ...(sessionToken && { 'x-amz-security-token': sessionToken }),
  };
  const signed = [...new Map([...headers, ['host', url.host], ...Object.entries(added)])]
    .map(([name, value]) => [name, value.trim().replace(/\s+/g, ' ')] as const)
    .sort(([one], [other]) => byCodeUnit(one, other));
  const signedHeaders = signed.map(([name]) => name).join(';');
  const canonicalRequest = [
    method,
    canonicalPath(url),
    canonicalQuery(url),
    ...signed.map(([name, value]) => `${name}:${value}`),
    '',
    signedHeaders,
    sha256(body),
  ].join('\n');

  const scope = `${date}/${region}/${service}/aws4_request`;
  const key = [date, region, service, 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
  const stringToSign = [ALGORITHM, dateTime, scope, sha256(canonicalRequest)].join('\n');
  const signature = hmac(key, stringToSign).toString('hex');
  return {
    ...added,
    authorization: `${ALGORITHM} Credential=${accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`,
  };
}

/** RFC 3986: what `encodeURIComponent` leaves alone and AWS does not. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function byCodeUnit(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function canonicalQuery(url: URL): string {
  return [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort(byCodeUnit)
    .join('&');
}

/** Segments are encoded once more, as every AWS service but S3 has it. */
function canonicalPath(url: URL): string {
  return url.pathname.split('/').map(encode).join('/');
}
