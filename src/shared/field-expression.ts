/** Any key of an object, any item of a list: `*` or `[*]`. */
const ANY = Symbol('any');

/** The keys on the way to a field, from the outermost in. */
export type FieldExpression = readonly (string | typeof ANY)[];

/** One field that an expression names, in the data that it was looked for in. */
export interface Field {
  readonly holder: object;
  readonly key: string;
  readonly value: unknown;
}

// `[*]`, `[0]`, and a key in quotes, which may hold dots: `["a.b"]`.
const BRACKETS = /\.?\[(\*|\d+|"(?:[^"\\]|\\["\\])*")\]\.?/;

/**
 * Reads an expression for fields: `customer.email`, `orders[*].card`, `orders.0.card`, `people.*.name`,
 * `headers["content.type"]`. Any text is one: brackets that are none of these are part of a name.
 */
export function parseFieldExpression(text: string): FieldExpression {
  // The names between brackets, and at odd indexes what is in the brackets.
  return text.split(BRACKETS).flatMap((part, index) => {
    if (index % 2 === 0) return part === '' && text !== '' ? [] : part.split('.').map(keyOrAny);
    return part.startsWith('"') ? part.slice(1, -1).replaceAll(/\\(["\\])/g, '$1') : keyOrAny(part);
  });
}

/** Whether the field at `path` is one that the expression names. */
export function matchesField(expression: FieldExpression, path: readonly string[]): boolean {
  return (
    expression.length === path.length &&
    expression.every((segment, index) => segment === ANY || segment === path[index])
  );
}

/**
 * The fields of `data` that the expression names. What an object inherits is no field of it, whatever its name is:
 * `__proto__` is data where the data has it.
 */
export function fieldsOf(expression: FieldExpression, data: unknown): Field[] {
  const [segment, ...rest] = expression;
  if (segment === undefined || typeof data !== 'object' || data === null) return [];
  const keys = segment === ANY ? Object.keys(data) : [segment].filter((key) => Object.hasOwn(data, key));
  return keys.flatMap((key) => {
    const value: unknown = Reflect.get(data, key);
    return rest.length === 0 ? [{ holder: data, key, value }] : fieldsOf(rest, value);
  });
}

/** Whether the expression names a field that could be there: the way to it may end at a list or object with nothing in it. */
export function endsInNothing(expression: FieldExpression, data: unknown): boolean {
  const index = expression.indexOf(ANY);
  if (index === -1) return false;
  const before = expression.slice(0, index);
  const holders = index === 0 ? [data] : fieldsOf(before, data).map(({ value }) => value);
  return holders.some((holder) => {
    if (typeof holder !== 'object' || holder === null) return false;
    const values: unknown[] = Object.values(holder);
    return values.length === 0 || values.some((value) => endsInNothing(expression.slice(index + 1), value));
  });
}

function keyOrAny(text: string): string | typeof ANY {
  return text === '*' ? ANY : text;
}
