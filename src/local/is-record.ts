export type Values = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members of an object, and none for anything else. */
export function recordOf(value: unknown): Values {
  return isRecord(value) ? value : {};
}
