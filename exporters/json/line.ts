import { quote } from '../json-quote.js';
import { fitLine } from './fit-line.js';
import { type JsonOptions, propertyToJson } from './json-value.js';
import { RESERVED_KEYS } from './record.js';

/** `,"key":value`, or nothing where the value is undefined, null or empty. */
export function field(key: string, value: unknown, options?: JsonOptions): string {
  if (isEmpty(value)) return '';
  const text = propertyToJson(key, value, options);
  if (text === undefined) return '';
  // What the record itself says keeps its name, whatever a pattern finds in it.
  const name = options?.redactName && !RESERVED_KEYS.has(key) ? options.redactName(key) : key;
  return `,${quote(name)}:${text}`;
}

export interface LineOptions extends JsonOptions {
  /** The most bytes a line may have. Default: 262,118, what CloudWatch Logs takes in one event. */
  readonly maxBytes?: number | undefined;
  /** Spaces of indentation; 0, the default, is one line. */
  readonly indent?: number | undefined;
}

/** The last step of every line: within its limit, and indented where that is wanted. */
export function closeLine(line: string, { maxBytes, indent }: LineOptions = {}): string {
  const fitted = fitLine(line, maxBytes);
  return indent ? JSON.stringify(JSON.parse(fitted), null, indent) : fitted;
}

/** The line of a record: its keys in their order. */
export function formatLine(record: ReadonlyMap<string, unknown>, options: LineOptions = {}): string {
  const { replacer } = options;
  if (!replacer) return formatFields(record, options);
  const whole = Object.fromEntries(record);
  let root: unknown = whole;
  try {
    // A replacer may replace the whole record, as with `JSON.stringify`.
    root = replacer('', whole);
  } catch {
    // It will throw again where it is called for a key, and the line says so there.
  }
  // A line is one JSON object, whatever the replacer makes of it.
  if (typeof root !== 'object' || root === null)
    return formatFields([['message', root]], { ...options, replacer: undefined });
  return formatFields(Object.entries(root), options);
}

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '';
}

function formatFields(entries: Iterable<readonly [string, unknown]>, options: LineOptions): string {
  let fields = '';
  for (const [key, value] of entries) fields += field(key, value, options);
  return closeLine(`{${fields.slice(1)}}`, options);
}
