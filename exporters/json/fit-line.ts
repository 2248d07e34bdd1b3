import { quote } from '../json-quote.js';

/** The most that Lambda passes to CloudWatch Logs as one event: 256 KB, of which 26 bytes are spoken for. */
export const MAX_LINE_BYTES = 262_144 - 26;

// What a cut value says of itself, and quotes and escapes.
const NOTE_BYTES = 64;
// No name that people give is longer.
const NAME_BYTES = 512;
const CUT = '[Cut]';
// What the line says of keys that are left out.
const COUNT_BYTES = 64;
// Cutting never takes a value below this: the short ones are what tells the lines apart.
const LEAST_BYTES = 128;

/**
 * `line`, one JSON object, within `maxBytes`: its largest values are cut, as much as is needed, to a string of the start
 * of their text. Lambda would split the line elsewhere, and neither part would be JSON.
 */
export function fitLine(line: string, maxBytes: number = MAX_LINE_BYTES): string {
  // UTF-8 takes at most three bytes for one UTF-16 unit.
  if (line.length * 3 <= maxBytes || bytesOf(line) <= maxBytes) return line;
  const entries = Object.entries(JSON.parse(line) as Record<string, unknown>).map(([key, value]) => {
    const text = JSON.stringify(value);
    return { name: nameOf(key), value, text, bytes: bytesOf(text) };
  });
  const namesBytes = entries.reduce((sum, { name }) => sum + bytesOf(name) + 2, 2);
  const sizes = entries.map(({ bytes }) => bytes);
  const cap = Math.max(LEAST_BYTES, capFor(sizes, maxBytes - namesBytes));
  const fields = entries.map(({ name, value, text, bytes }) => {
    const shown = bytes <= cap ? text : cut(typeof value === 'string' ? value : text, cap);
    return `${name}:${shown}`;
  });
  return join(fields, maxBytes) ?? joinFitting(fields, maxBytes);
}

function bytesOf(text: string): number {
  return Buffer.byteLength(text);
}

/** The longest cap at which all sizes, each cut to it, stay within `total`. */
function capFor(sizes: readonly number[], total: number): number {
  const ascending = [...sizes].sort((a, b) => a - b);
  let left = total;
  for (const [index, size] of ascending.entries()) {
    const share = Math.floor(left / (ascending.length - index));
    if (size > share) return share;
    left -= size;
  }
  return total;
}

/** The start of `text` that, as a JSON string with a note of what is missing, takes at most `bytes`. */
function cut(text: string, bytes: number): string {
  const whole = bytesOf(text);
  const note = `… [cut: ${whole} bytes]`;
  let length = Math.max(0, Math.min(text.length, bytes - NOTE_BYTES));
  // Quoting may double a text, and one character may be several bytes.
  for (;;) {
    const quoted = quote(text.slice(0, length) + note);
    if (length === 0 || bytesOf(quoted) <= bytes) return quoted;
    length = Math.floor(length * Math.min(0.9, bytes / bytesOf(quoted)));
  }
}

/** The name of a field as JSON. */
function nameOf(key: string): string {
  const quoted = quote(key);
  return bytesOf(quoted) <= NAME_BYTES ? quoted : cut(key, NAME_BYTES);
}

function join(fields: readonly string[], maxBytes: number): string | undefined {
  const joined = `{${fields.join(',')}}`;
  return bytesOf(joined) <= maxBytes ? joined : undefined;
}

/** Thousands of keys: those that do not fit even cut short are left out, and counted. */
function joinFitting(fields: readonly string[], maxBytes: number): string {
  const taken: string[] = [];
  let bytes = COUNT_BYTES;
  for (const field of fields) {
    const more = bytesOf(field) + 1;
    if (bytes + more > maxBytes) continue;
    bytes += more;
    taken.push(field);
  }
  return `{${[...taken, `"${CUT}":"${fields.length - taken.length} keys"`].join(',')}}`;
}
