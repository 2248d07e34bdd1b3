/** What a client is told whose body is not the JSON that it says it is. Without the parser's own words, which quote it. */
export const MALFORMED_JSON = 'The request body is not valid JSON.';

/** The value of a JSON text, which may begin with a byte order mark. Undefined: it is no JSON. */
export function parseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(withoutMark(text)) };
  } catch {
    return undefined;
  }
}

/** Text as it is once it is decoded: a byte order mark at its beginning is none of it. */
export function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text;
}

export function isJson(contentType: string | undefined | null): boolean {
  // No pattern: a client's header may be long, and made of spaces.
  const [type = ''] = (contentType ?? '').split(';', 1);
  const name = type.trim().toLowerCase();
  return name === 'application/json' || name.endsWith('+json');
}
