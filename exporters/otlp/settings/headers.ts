import { type Environment, variablesOf, type Warn } from './variables.js';

/**
 * The headers that every request of a signal has, by lower-case name: those of the code win over those of the signal, which
 * win over the general ones. In variables they are a list of `name=value` with percent escapes, as in W3C Baggage.
 */
export function headersOf(
  signal: string,
  given: Readonly<Record<string, string>> | undefined,
  env: Environment,
  warn: Warn,
): Map<string, string> {
  const headers = new Map<string, string>();
  for (const { name, value } of variablesOf(env, signal, 'HEADERS').toReversed()) {
    for (const [index, pair] of value.split(',').entries()) {
      if (pair.trim() === '') continue;
      const header = parsePair(pair);
      if (header) headers.set(...header);
      // Not the text: what stands in these variables is mostly a key.
      else warn(`otel-powertools: entry ${index + 1} of ${name} is not of the form name=value. It is ignored.`);
    }
  }
  for (const [name, value] of Object.entries(given ?? {})) {
    if (!isHeader(name, value)) throw new TypeError(`"${name}" is no header that an OTLP exporter could send.`);
    headers.set(name.toLowerCase(), value);
  }
  return headers;
}

function parsePair(pair: string): [string, string] | undefined {
  const separator = pair.indexOf('=');
  if (separator < 1) return undefined;
  const name = decoded(pair.slice(0, separator).trim());
  const value = decoded(pair.slice(separator + 1).trim());
  return isHeader(name, value) ? [name.toLowerCase(), value] : undefined;
}

/** A key with a percent sign that is no escape is sent as it is: it would not be right any other way. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** RFC 9110: a name is a token; a value has no line breaks, which would start another header. */
function isHeader(name: string, value: string): boolean {
  return /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}
