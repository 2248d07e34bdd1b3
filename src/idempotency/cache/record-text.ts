import type { attributeNamesOf } from '../persistence/attribute-names.js';
import { IdempotencyRecord, type IdempotencyRecordStatusValue } from '../persistence/idempotency-record.js';
import { restoreTypes, type TypeNote } from '../values/type-notes.js';

type Names = ReturnType<typeof attributeNamesOf>;

/** The script on the server reads the record as well, and no deeper than 1000. */
const DEEPEST = 900;

/**
 * The JSON of a record, as Powertools writes it. What JSON has no type for, bytes, sets and big integers, is text or a list,
 * and has its type in an attribute beside it.
 *
 * @throws {Error} the response is nested more deeply than a cache can read.
 */
export function writeRecord(record: IdempotencyRecord, names: Names): string {
  const notes: TypeNote[] = [];
  const data = jsonForm(record.responseData, [], notes);
  return JSON.stringify({
    [names.statusAttr]: record.status,
    [names.expiryAttr]: record.expiryTimestamp,
    [names.inProgressExpiryAttr]: record.inProgressExpiryTimestamp,
    [names.validationKeyAttr]: record.payloadHash,
    [names.claimAttr]: record.claim,
    [names.traceparentAttr]: record.traceparent,
    [names.dataAttr]: data,
    [typesAttr(names)]: notes.length > 0 ? notes : undefined,
  });
}

/**
 * @throws {SyntaxError} the text is no JSON.
 * @throws {TypeError} it is no record.
 */
export function readRecord(idempotencyKey: string, text: string, names: Names): IdempotencyRecord {
  const found: unknown = JSON.parse(text);
  if (typeof found !== 'object' || found === null) throw new TypeError('What the cache has under the key is no record');
  const members = new Map(Object.entries(found));
  const textIn = (name: string): string | undefined => {
    const value: unknown = members.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const numberIn = (name: string): number | undefined => {
    const value: unknown = members.get(name);
    return typeof value === 'number' ? value : undefined;
  };
  const notes: unknown = members.get(typesAttr(names));
  const data: unknown = members.get(names.dataAttr);
  return new IdempotencyRecord({
    idempotencyKey,
    // The record itself refuses a status that is none.
    status: textIn(names.statusAttr) as IdempotencyRecordStatusValue,
    expiryTimestamp: numberIn(names.expiryAttr),
    inProgressExpiryTimestamp: numberIn(names.inProgressExpiryAttr),
    responseData: Array.isArray(notes) ? restoreTypes(data, notes as readonly TypeNote[]) : data,
    payloadHash: textIn(names.validationKeyAttr),
    claim: textIn(names.claimAttr),
    traceparent: textIn(names.traceparentAttr),
  });
}

function typesAttr({ dataAttr }: Names): string {
  return `${dataAttr}_types`;
}

function jsonForm(value: unknown, path: readonly (string | number)[], notes: TypeNote[]): unknown {
  if (path.length > DEEPEST)
    throw new Error(`A result that is nested more than ${DEEPEST} deep cannot be kept in a cache`);
  const noted = (type: string, plain: unknown): unknown => {
    notes.push([type, ...path]);
    return plain;
  };
  if (typeof value === 'bigint') return noted('bigint', String(value));
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Uint8Array) return noted('bytes', Buffer.from(value).toString('base64'));
  const list = (items: readonly unknown[]): unknown[] =>
    items.map((item, index) => jsonForm(item, [...path, index], notes));
  if (value instanceof Set) return noted('Set', list([...value]));
  if (Array.isArray(value)) return list(value);
  // It defines members, so that one named `__proto__` is data like any other.
  return Object.fromEntries(
    Object.entries(value).map(([key, member]) => [key, jsonForm(member, [...path, key], notes)]),
  );
}
