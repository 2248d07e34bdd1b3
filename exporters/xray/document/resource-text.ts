import type { ExportableAttributes } from '../../exportable-span.js';
import { jsonValue } from './json-value.js';
import { RESOURCE_PREFIX, resourceEntries } from './user-data.js';

/** By the attributes, not the resource: where these are still being detected, the resource gets others later. */
const texts = new WeakMap<ExportableAttributes, string>();

/**
 * Puts the attributes of a resource into the default namespace, which ends the metadata, which ends the members of a
 * document. Undefined where the span has metadata of such names itself: one of the two has to give way.
 */
export function withResource(members: string, metadata: object | undefined, attributes: ExportableAttributes) {
  const text = textOf(attributes);
  if (text === '') return members;
  if (members.includes(`"${RESOURCE_PREFIX}`)) return undefined;
  if (metadata === undefined) return `${members},"metadata":{"default":{${text}}}`;
  if (!Object.hasOwn(metadata, 'default')) return `${members.slice(0, -1)},"default":{${text}}}`;
  const open = members.slice(0, -2);
  return `${open}${open.endsWith('{') ? '' : ','}${text}}}`;
}

/** The members that a resource's attributes are in the metadata, as JSON without the braces. */
function textOf(attributes: ExportableAttributes): string {
  let text = texts.get(attributes);
  if (text === undefined) {
    const entries = resourceEntries(attributes).map(([key, value]) => [key, jsonValue(value)]);
    text = JSON.stringify(Object.fromEntries(entries)).slice(1, -1);
    texts.set(attributes, text);
  }
  return text;
}
