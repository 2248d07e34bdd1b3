import type { Attributes } from '@opentelemetry/api';
import { asObject, asText } from '../shared/unknown.js';

/** Sets an attribute that there is a value for. */
export function setText(attributes: Attributes, name: string, value: string | undefined): void {
  if (value !== undefined && value !== '') attributes[name] = value;
}

/**
 * The messaging conventions' attributes of messages that are being processed.
 *
 * @param messages - How many; undefined where Lambda never passes more than one.
 */
export function processing(
  system: string,
  destination?: string | undefined,
  messages?: number | undefined,
): Attributes {
  const attributes: Attributes = {
    'messaging.system': system,
    'messaging.operation.type': 'process',
    'messaging.operation.name': 'process',
  };
  setText(attributes, 'messaging.destination.name', destination);
  // Lambda reads from queues and streams in batches, also when there is but one message.
  if (messages !== undefined) attributes['messaging.batch.message_count'] = messages;
  return attributes;
}

/** `arn:aws:sqs:eu-west-1:123456789012:orders` ends in `orders`. */
export function lastPart(value: unknown, separator: string): string | undefined {
  const text = asText(value);
  return text === undefined ? undefined : asText(text.slice(text.lastIndexOf(separator) + 1));
}

/** `insert`, `edit` or `delete` as the FaaS conventions have it, where all records agree. */
export function commonOperation(records: readonly unknown[]): string | undefined {
  const operations = new Set(records.map((record) => operationOf(asText(asObject(record)?.eventName))));
  return operations.size === 1 ? [...operations][0] : undefined;
}

function operationOf(eventName: string | undefined): string | undefined {
  if (eventName === undefined) return undefined;
  if (eventName === 'INSERT' || eventName.includes('ObjectCreated:')) return 'insert';
  if (eventName === 'MODIFY') return 'edit';
  return eventName === 'REMOVE' || eventName.includes('ObjectRemoved:') ? 'delete' : undefined;
}
