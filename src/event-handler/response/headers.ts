/** Header names in lower case, each with its values in the order in which they were given. Nothing in it breaks a line. */
export type HeaderLists = Map<string, string[]>;

// What a name is made of: a token of RFC 9110.
const TOKEN = /^[!#$%&'*+.^_`|~\w-]+$/;
// One line of ASCII without spaces round it: nearly every value.
const PLAIN = /^(?:[!-~](?:[\t -~]*[!-~])?)?$/;
// Beyond ISO 8859-1, which is what a header can carry.
const BEYOND_LATIN_1 = /[\u0100-\uffff]/;

export function setHeader(headers: HeaderLists, name: string, value: unknown): void {
  const key = headerName(name);
  headers.set(key, [headerValue(key, value)]);
}

export function appendHeader(headers: HeaderLists, name: string, value: unknown): void {
  const key = headerName(name);
  const text = headerValue(key, value);
  const values = headers.get(key);
  // A cookie that is there already came back through a copied response.
  if (!values) headers.set(key, [text]);
  else if (key !== 'set-cookie' || !values.includes(text)) headers.set(key, [...values, text]);
}

/** Adds the headers of a web response to `headers`: cookies join those that are there, others replace them. */
export function addWebHeaders(headers: HeaderLists, web: Headers): HeaderLists {
  web.forEach((value, name) => {
    if (name !== 'set-cookie') headers.set(name, [value]);
  });
  for (const cookie of web.getSetCookie()) appendHeader(headers, 'set-cookie', cookie);
  return headers;
}

export function toWebHeaders(lists: HeaderLists): Headers {
  const headers = new Headers();
  for (const [name, values] of lists) for (const value of values) headers.append(name, value);
  return headers;
}

/**
 * A value as it can be sent: one line, and of characters that a header can carry. A file name beyond ISO 8859-1 is
 * written after RFC 8187; what else is beyond it is percent-encoded, as in a URL.
 */
export function headerValue(name: string, value: unknown): string {
  const text = String(value);
  if (PLAIN.test(text)) return text;
  const line = oneLine(text);
  if (!BEYOND_LATIN_1.test(line)) return line;
  const rest = name === 'content-disposition' ? encodeFileName(line) : line;
  return rest.replace(/[\u0100-\uffff]+/g, percentEncoded);
}

/** RFC 9110: what would end the line, or the text, is a space. */
export function oneLine(text: string): string {
  const line = text.replace(/[\r\n\0]/g, ' ');
  let start = 0;
  let end = line.length;
  while (start < end && isBlank(line.charCodeAt(start))) start++;
  while (end > start && isBlank(line.charCodeAt(end - 1))) end--;
  return line.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9;
}

/** @throws TypeError for what cannot be the name of a header. */
function headerName(name: string): string {
  if (TOKEN.test(name)) return name.toLowerCase();
  throw new TypeError(
    `${JSON.stringify(String(name).slice(0, 60))} cannot be the name of a response header: it may have letters, digits and !#$%&'*+-.^_\`|~ only.`,
  );
}

/** `filename="€.pdf"` as `filename="_.pdf"; filename*=UTF-8''%E2%82%AC.pdf`: the first for who does not know the second. */
function encodeFileName(disposition: string): string {
  const hasEncoded = /;\s*filename\*\s*=/i.test(disposition);
  return disposition.replace(
    /(;\s*)filename\s*=\s*("(?:[^"\\]|\\.)*"|[^;]*)/i,
    (whole, separator: string, given: string) => {
      if (!BEYOND_LATIN_1.test(given)) return whole;
      const name = given.startsWith('"') ? given.slice(1, -1).replace(/\\(.)/g, '$1') : given.trim();
      const fallback = name.replace(/[^\x20-\x7e]/gu, '_').replace(/["\\]/g, '\\$&');
      const plain = `${separator}filename="${fallback}"`;
      return hasEncoded ? plain : `${plain}; filename*=UTF-8''${extendedValue(name)}`;
    },
  );
}

/** The characters of `value-chars` in RFC 8187 stay, all others are percent-encoded. */
function extendedValue(text: string): string {
  return text.replace(/[^\w!#$&+.^`|~-]+/g, percentEncoded);
}

function percentEncoded(text: string): string {
  return Buffer.from(text).toString('hex').toUpperCase().replace(/../g, '%$&');
}
