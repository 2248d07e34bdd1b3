import type { Attributes } from '@opentelemetry/api';
import { asArray, type PlainObject } from '../../../invocation/plain.js';

export const countOf = (value: unknown): number | undefined => asArray(value)?.length;

const isAttribute = (value: unknown): value is string | number | boolean =>
  typeof value === 'number' || typeof value === 'boolean' || (typeof value === 'string' && value !== '');

/** Attributes that are members of an object as they are: `members` has the name of the member by that of the attribute. */
export const pickAttributes = (
  from: PlainObject,
  prefix: string,
  members: Readonly<Record<string, string>>,
): Attributes => {
  const attributes: Attributes = {};
  for (const [attribute, member] of Object.entries(members)) {
    const value = from[member];
    if (isAttribute(value)) attributes[prefix + attribute] = value;
  }
  return attributes;
};
