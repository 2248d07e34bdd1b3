import { TransformParameterError } from '../errors.js';
import type { TransformOptions } from './types.js';

/** The names of the transforms. */
export const Transform = { JSON: 'json', BINARY: 'binary', AUTO: 'auto' } as const;

/**
 * The value that text or bytes stand for. What is neither, and what `auto` knows nothing of, is given as it is.
 *
 * @param name - The parameter's: its ending decides where the transform is `auto`.
 * @throws {TransformParameterError} the value is not what `transform` says.
 */
export function transformValue(value: unknown, transform: TransformOptions, name: string): unknown {
  if (typeof value !== 'string' && !isBytes(value)) return value;
  const wanted = transform.toLowerCase();
  const [, ending] = /\.(json|binary)$/.exec(name.toLowerCase()) ?? [];
  const text = typeof value === 'string' ? value : new TextDecoder().decode(value);
  switch (wanted === 'auto' ? ending : wanted) {
    case 'json':
      return parseJson(text, transform, name);
    case 'binary':
      return new TextDecoder().decode(decodeBase64(text, transform, name));
    case undefined:
      return value;
  }
  throw new TransformParameterError(transform, `it is none of ${Object.values(Transform).join(', ')}`);
}

// Not by class: the bytes may come from another realm, as in Jest.
function isBytes(value: unknown): value is Uint8Array {
  return ArrayBuffer.isView(value);
}

function parseJson(text: string, transform: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    // The rest of V8's message is a piece of the text: no cause either.
    const [place = ''] = /at position \d+/.exec(String(error)) ?? [];
    throw new TransformParameterError(transform, `${name} is not valid JSON ${place}`.trimEnd());
  }
}

function decodeBase64(text: string, transform: string, name: string): Buffer {
  if (text.length % 4 !== 0)
    throw new TransformParameterError(transform, `${name}: Incorrect padding on base64 string.`);
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) {
    throw new TransformParameterError(transform, `${name}: Invalid base64 string.`);
  }
  return Buffer.from(text, 'base64');
}
