export type Values = Readonly<Record<string, unknown>>;

export const isRecord = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of an object, and none for anything else. */
export const recordOf = (value: unknown): Values => (isRecord(value) ? value : {});
