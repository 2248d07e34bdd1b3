import { namesSecret, SECRET_NAME_SOURCE } from './secret-names.js';

/** What stands for a secret. */
const MASK = '[masked]';

/**
 * A text with a secret in it has one of these somewhere. Most texts have none, and that they have not is all they cost: to
 * look for words takes a young process far less than to compile a pattern.
 */
const HINTS = [
  'auth',
  'cookie',
  'pass',
  'pwd',
  'secret',
  'token',
  'key',
  'credential',
  'string',
  'assertion',
  'bearer',
  'basic ',
  'jwt',
  'eyj',
  'sig',
  '"pin"',
  '"otp"',
  '"cvv"',
  '"cvc"',
];

/** The text without the passwords of connection strings, and without what else in it is called a secret. */
export function maskText(text: string): string {
  return isSuspicious(text) ? maskSuspicious(text) : text;
}

/**
 * JSON text, with a mask in the place of values whose key names a secret, inside texts that are JSON too. The text itself
 * where it holds none.
 */
export function maskJson(json: string): string {
  return isSuspicious(json) ? JSON.stringify(JSON.parse(json, maskMember)) : json;
}

function isSuspicious(text: string): boolean {
  const lower = text.toLowerCase();
  for (const hint of HINTS) if (lower.includes(hint)) return true;
  return text.includes('@') && text.includes('://');
}

function maskSuspicious(text: string): string {
  const first = text.trimStart()[0];
  if (first === '{' || first === '[') {
    try {
      return JSON.stringify(JSON.parse(text, maskMember));
    } catch {
      // It was cut, or is none.
    }
  }
  masks ??= createMasks();
  return masks.reduce((masked, [pattern, mask]) => masked.replace(pattern, mask), text);
}

type TextMask = readonly [pattern: RegExp, mask: string];

/** Made at need: few functions ever see a text that could hold a secret. */
let masks: readonly TextMask[] | undefined;

/** What is a secret in a text. No pattern looks at a character more often than a fixed number of times. */
function createMasks(): readonly TextMask[] {
  return [
    // `scheme://user:password@host`. A password may hold what a URL does not allow; a port is none.
    [/(:\/\/[^\s:@/?#"'<>]{0,256}:)(?!\d{1,5}(?:[/?#\s"']|$))[^\s"'<>]{1,256}@/g, `$1${MASK}@`],
    // `"password": …`, as in JSON that was cut; what follows may be the rest of the text.
    [
      new RegExp(
        `(\\\\?["'][\\w.-]{0,64}${SECRET_NAME_SOURCE}\\\\?["']\\s?:\\s?)(\\\\?"(?:[^"\\\\]|\\\\.)*"?|'[^']*'?|[[{].*|[^\\s,}\\]"']+)`,
        'gis',
      ),
      `$1"${MASK}"`,
    ],
    // A line of an HTTP message.
    [/((?:authorization|cookie|x-api-key|x-amz-security-token):[ \t]?)(?!\[masked\])\S[^\r\n]*/gi, `$1${MASK}`],
    // `password=…`, as in a query, a form or a connection string.
    [new RegExp(`(${SECRET_NAME_SOURCE}\\s?=\\s?)("[^"]*"?|'[^']*'?|[^\\s;&"']+)`, 'gi'), `$1${MASK}`],
    [/((?<!\w)(?:bearer|basic)\s)[\w.~+/=-]{8,}/gi, `$1${MASK}`],
    // A JSON Web Token, under whatever name.
    [/(?<![\w-])eyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]*/g, MASK],
  ];
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
