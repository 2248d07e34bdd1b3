import { asObject } from './unknown.js';

/** An item, or one attribute value, that is not in DynamoDB's form. It names the type, never the value. */
export class UnmarshallError extends Error {
  override readonly name = 'UnmarshallError';
}

/** The plain object that an item or image in DynamoDB's form stands for: `{ id: { S: '1' } }` is `{ id: '1' }`. */
export function unmarshallItem(item: unknown): Record<string, unknown> {
  const attributes = asObject(item);
  if (attributes === undefined || Array.isArray(item))
    throw new UnmarshallError('An item is an object of attribute values.');
  // It defines members, so that an attribute named `__proto__` is data like any other.
  return Object.fromEntries(Object.entries(attributes).map(([name, value]) => [name, unmarshallValue(value)]));
}

/**
 * The plain value that one attribute value stands for. Sets are `Set`s, an integer that only a bigint can hold is one,
 * and bytes stay the base64 text that they are in the event of a stream.
 */
function unmarshallValue(value: unknown): unknown {
  const entry = Object.entries(asObject(value) ?? {})[0];
  if (entry === undefined) throw new UnmarshallError('An attribute value is an object with its type as the key.');
  const [type, data] = entry;
  if (data === undefined) throw new UnmarshallError(`An attribute value of type ${type} has no value.`);
  switch (type) {
    case 'S':
    case 'B':
    case 'BOOL':
      return data;
    case 'N':
      return toNumber(data);
    case 'NULL':
      return null;
    case 'SS':
    case 'BS':
      return new Set(listOf(data, type));
    case 'NS':
      return new Set(listOf(data, type).map(toNumber));
    case 'L':
      return listOf(data, type).map(unmarshallValue);
    case 'M':
      return unmarshallItem(data);
    default:
      throw new UnmarshallError(`There is no attribute value of type ${JSON.stringify(type.slice(0, 8))}.`);
  }
}

function listOf(data: unknown, type: string): readonly unknown[] {
  if (!Array.isArray(data)) throw new UnmarshallError(`An attribute value of type ${type} is a list.`);
  return data;
}

function toNumber(text: unknown): number | bigint {
  const number = Number(text);
  if (typeof text !== 'string' || text === '' || Number.isNaN(number)) {
    throw new UnmarshallError('An attribute value of type N is a number as text.');
  }
  return Number.isSafeInteger(number) || !/^-?\d+$/.test(text) ? number : BigInt(text);
}
