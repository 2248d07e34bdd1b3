/** What a field of an event may be. */
export interface FieldKind {
  /** In words, for who sends something else. */
  readonly wanted: string;
  accepts(value: unknown): boolean;
}

/** The fields that tell an event of one source from all others, by name; a dot leads into a field. */
export type EventShape = readonly (readonly [name: string, path: readonly string[], kind: FieldKind])[];

export type Fields = Readonly<Record<string, unknown>>;

export const TEXT: FieldKind = { wanted: 'a string', accepts: (value) => typeof value === 'string' };
export const FLAG: FieldKind = { wanted: 'a boolean', accepts: (value) => typeof value === 'boolean' };
export const FIELDS: FieldKind = { wanted: 'an object', accepts: isFields };
export const LIST: FieldKind = { wanted: 'a list', accepts: Array.isArray };

export function orNull(kind: FieldKind): FieldKind {
  return { wanted: `${kind.wanted} or null`, accepts: (value) => value === null || kind.accepts(value) };
}

export function orAbsent(kind: FieldKind): FieldKind {
  return { wanted: `${kind.wanted} or absent`, accepts: (value) => value === undefined || kind.accepts(value) };
}

/** For what a test leaves out of an event that it makes. */
export function ifThere(kind: FieldKind): FieldKind {
  return orAbsent(orNull(kind));
}

export function eventShape(kinds: Readonly<Record<string, FieldKind>>): EventShape {
  return Object.entries(kinds).map(([name, kind]) => [name, name.split('.'), kind]);
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function hasShape(event: unknown, shape: EventShape): event is Fields {
  if (!isFields(event)) return false;
  for (const [, path, kind] of shape) if (!kind.accepts(read(event, path))) return false;
  return true;
}

/** What is wrong with an event: each field that is not what it should be, and never what is in it. */
export function misfits(event: Fields, shape: EventShape): string[] {
  return shape.flatMap(([name, path, kind]) => {
    const value = read(event, path);
    return kind.accepts(value) ? [] : [`"${name}" is ${kindOf(value)} and should be ${kind.wanted}`];
  });
}

function read(event: Fields, path: readonly string[]): unknown {
  let value: unknown = event;
  for (const name of path) {
    if (!isFields(value)) return undefined;
    value = value[name];
  }
  return value;
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
