import type { Attributes } from '@opentelemetry/api';
import { asArray, type UnknownObject } from '../../../shared/unknown.js';

export function countOf(value: unknown): number | undefined {
  return asArray(value)?.length;
}

/** Attributes that are members of an object as they are: `members` has the name of the member by that of the attribute. */
export function pickAttributes(
  from: UnknownObject,
  prefix: string,
  members: Readonly<Record<string, string>>,
): Attributes {
  const attributes: Attributes = {};
  for (const [attribute, member] of Object.entries(members)) {
    const value = from[member];
    if (isAttribute(value)) attributes[prefix + attribute] = value;
  }
  return attributes;
}

function isAttribute(value: unknown): value is string | number | boolean {
  return typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value !== '');
}
