/** Whether `value` is an object that is neither an array nor of a built-in class that names itself, such as `Map` or `Date`. */
export function isRecord(value: unknown): value is Record<string | number, unknown> {
  return Object.prototype.toString.call(value) === '[object Object]';
}

/** Whether `value` is a string. */
export function isString(value: unknown): value is string {
  return typeof value === 'string';
}

/** Whether `value` is a number, NaN and infinities among them. */
export function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}

/** Whether `value` is a whole number. */
export function isIntegerNumber(value: unknown): value is number {
  return Number.isInteger(value);
}

/**
 * Whether JMESPath takes `value` for true: a text, list or object with something in it, `true`, or a number that is not 0.
 */
export function isTruthy(value: unknown): boolean {
  if (typeof value === 'number') return value !== 0;
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0;
  return isRecord(value) ? Object.keys(value).length > 0 : value === true;
}

/** Whether `value` is null. */
export function isNull(value: unknown): value is null {
  return value === null;
}

/** Whether `value` is null or undefined. */
export function isNullOrUndefined(value: unknown): value is null | undefined {
  return value === null || value === undefined;
}

/** Whether `value` is anything but a string with something else than white space in it. */
export function isStringUndefinedNullEmpty(value: unknown): boolean {
  return typeof value !== 'string' || value.trim() === '';
}

/** Whether `value` is a regular expression of this realm. */
export function isRegExp(value: unknown): value is RegExp {
  return value instanceof RegExp;
}

/** What JSON calls `value`: `array`, `object`, `string`, `number`, `boolean`, `null`, or `unknown`. */
export function getType(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (isRecord(value)) return 'object';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'unknown';
}

/** Whether two values are identical, or lists or objects of equal parts. Objects of other classes are equal to themselves only. */
export function isStrictEqual(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((value, index) => isStrictEqual(value, right[index]));
  }
  if (!isRecord(left) || !isRecord(right)) return false;
  const keys = Object.keys(left);
  return keys.length === Object.keys(right).length && keys.every((key) => isStrictEqual(left[key], right[key]));
}
