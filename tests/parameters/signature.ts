import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export interface SignedRequest {
  readonly method: string;
  /** As it stands in the request line. */
  readonly target: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface Key {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const hmac = (key: string | Buffer, data: string): Buffer => createHmac('sha256', key).update(data).digest();
const escapeUri = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * What is wrong with the signature of a request, or undefined: the server's side of AWS Signature Version 4, step by step
 * from "Create a signed AWS API request" in the IAM User Guide.
 */
export const faultOf = (request: SignedRequest, key: Key, region: string, service: string): string | undefined => {
  const { method, target, headers, body } = request;
  const [, credential = '', signedNames = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([\da-f]{64})$/.exec(
      headers.authorization ?? '',
    ) ?? [];
  const dateTime = headers['x-amz-date']?.toString() ?? '';
  const scope = [dateTime.slice(0, 8), region, service, 'aws4_request'];
  if (credential !== [key.accessKeyId, ...scope].join('/')) return `credential ${credential}`;
  if (headers['x-amz-security-token'] !== key.sessionToken) return 'session token';
  const [, year, month, day, hour, minute, second] = /^(....)(..)(..)T(..)(..)(..)Z$/.exec(dateTime) ?? [];
  const signedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (!(Math.abs(Date.now() - signedAt) < 300_000)) return `date ${dateTime}`;
  const names = signedNames.split(';');
  const required = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  const unsigned = required.filter((name) => !names.includes(name));
  if (unsigned.length > 0) return `unsigned ${unsigned}`;

  const [path = '', query = ''] = target.split('?');
  const parameters = (query === '' ? [] : query.split('&')).map((parameter) => {
    const [name = '', value = ''] = parameter.split('=').map(decodeURIComponent).map(escapeUri);
    return [name, value] as const;
  });
  parameters.sort(([one, a], [other, b]) => (one === other ? (a < b ? -1 : 1) : one < other ? -1 : 1));
  const canonical = [
    method,
    path.split('/').map(escapeUri).join('/'),
    parameters.map((parameter) => parameter.join('=')).join('&'),
    ...names.map((name) => `${name}:${headers[name]?.toString().trim().replace(/ +/g, ' ')}`),
    '',
    signedNames,
    sha256(body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', dateTime, scope.join('/'), sha256(canonical)].join('\n');
  const signingKey = scope.reduce<string | Buffer>(hmac, `AWS4${key.secretAccessKey}`);
  const expected = hmac(signingKey, toSign);
  return timingSafeEqual(expected, Buffer.from(signature, 'hex')) ? undefined : 'signature';
};
