import type { AwsService } from './service.js';

/**
 * The JSON object that a body is. Undefined where it is none: what stands between the function and AWS may answer with a
 * page, or break off.
 */
export function readDocument(
  body: Buffer,
  revive: AwsService['revive'],
): Readonly<Record<string, unknown>> | undefined {
  const text = body.toString();
  try {
    return /^\s*\{/.test(text) ? JSON.parse(text, revive) : undefined;
  } catch {
    return undefined;
  }
}

/** The JSON of an input of AWS's API: bytes are base64. */
export function writeDocument(input: object): string {
  return JSON.stringify(input, function (this: Record<string, unknown>, key, value: unknown) {
    // A Buffer has become something else by now.
    const bytes = this[key];
    return bytes instanceof Uint8Array ? Buffer.from(bytes).toString('base64') : value;
  });
}

export function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, 'base64'));
}
