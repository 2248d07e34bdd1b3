import { namesSecret, SECRET_NAME_SOURCE } from './secret-names.js';

/** What stands for a secret. */
export const MASK = '[masked]';

/**
 * What any text with a secret in it has somewhere. Most texts have none of it, and this one look is all that they cost.
 * Every part is found in one go: nothing here or below looks at a character more often than a fixed number of times.
 */
const SUSPICIOUS =
  /authori[sz]ation|cookie|pass|pwd|secret|token|[a-z][-_ ]?key|credential|connection[-_ ]?string|assertion|bearer\s|basic\s|\bauth\b|\bjwt\b|\b(?:pin|otp|cvv|cvc|sig|signature)\b|x-amz-|securestring|(?<![\w-])eyJ|:\/\/[^\s/]{0,600}@/i;

/** `scheme://user:password@host`. A password may hold what a URL does not allow; a port is none. */
const USER_INFO = /(:\/\/[^\s:@/?#"'<>]{0,256}:)(?!\d{1,5}(?:[/?#\s"']|$))[^\s"'<>]{1,256}@/g;
/** `password=…`, as in a query, a form or a connection string. */
const ASSIGNED = new RegExp(`(${SECRET_NAME_SOURCE}\\s?=\\s?)("[^"]*"?|'[^']*'?|[^\\s;&"']+)`, 'gi');
/** `"password": …`, as in JSON that was cut; what follows may be the rest of the text. */
const IN_JSON = new RegExp(
  `(\\\\?["'][\\w.-]{0,64}${SECRET_NAME_SOURCE}\\\\?["']\\s?:\\s?)(\\\\?"(?:[^"\\\\]|\\\\.)*"?|'[^']*'?|[[{].*|[^\\s,}\\]"']+)`,
  'gis',
);
/** A line of an HTTP message. */
const HEADER = /((?:authorization|cookie|x-api-key|x-amz-security-token):[ \t]?)(?!\[masked\])\S[^\r\n]*/gi;
const SCHEME = /((?<!\w)(?:bearer|basic)\s)[\w.~+/=-]{8,}/gi;
/** A JSON Web Token under whatever name. */
const WEB_TOKEN = /(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g;

/** The text without the passwords of connection strings, and without what else in it is called a secret. */
export function maskText(text: string): string {
  return SUSPICIOUS.test(text) ? maskSuspicious(text) : text;
}

/**
 * JSON text, with a mask in the place of values whose key names a secret, inside texts that are JSON too. The text itself
 * where it holds none.
 */
export function maskJson(json: string): string {
  return SUSPICIOUS.test(json) ? JSON.stringify(JSON.parse(json, maskMember)) : json;
}

function maskSuspicious(text: string): string {
  // Most of what is JSON begins so, and what only looks like it is text.
  const first = text.trimStart()[0];
  if (first === '{' || first === '[') {
    try {
      return maskJson(text);
    } catch {
      // It was cut, or is none.
    }
  }
  return text
    .replace(USER_INFO, `$1${MASK}@`)
    .replace(IN_JSON, `$1"${MASK}"`)
    .replace(HEADER, `$1${MASK}`)
    .replace(ASSIGNED, `$1${MASK}`)
    .replace(SCHEME, `$1${MASK}`)
    .replace(WEB_TOKEN, MASK);
}

/** What a member of JSON may be seen as: a reviver, called with the object that holds it. */
function maskMember(this: unknown, key: string, value: unknown): unknown {
  if (isSecret(key, value, this)) return MASK;
  return typeof value === 'string' ? maskText(value) : value;
}

function isSecret(key: string, value: unknown, holder: unknown): boolean {
  if (value === null || value === '' || typeof value === 'boolean') return false;
  if (namesSecret(key)) return typeof value !== 'number' || !/s$/i.test(key);
  return /^value$/i.test(key) && isNamedSecret(holder);
}

/** `{ name: 'Authorization', value: … }`, and what SSM gives of a parameter that is encrypted. */
function isNamedSecret(holder: unknown): boolean {
  if (typeof holder !== 'object' || holder === null) return false;
  if (Reflect.get(holder, 'Type') === 'SecureString') return true;
  return ['name', 'Name', 'key', 'Key'].some((of) => {
    const name: unknown = Reflect.get(holder, of);
    return typeof name === 'string' && namesSecret(name);
  });
}
