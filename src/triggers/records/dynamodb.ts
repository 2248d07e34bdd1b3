import type { Attributes } from '@opentelemetry/api';
import { asObject, asText, type UnknownObject } from '../../shared/unknown.js';
import { commonOperation, setText } from '../attributes.js';
import type { Carrier } from '../carriers/carrier.js';
import type { EventSource } from '../event-source.js';

/** Changes of the items of a DynamoDB table, from its stream. */
export const dynamodb: EventSource = {
  type: 'datasource',
  matches: ({ origin }) => origin === 'aws:dynamodb',
  describe: ({ records, firstRecord }) => {
    const attributes: Attributes = { 'db.system.name': 'aws.dynamodb' };
    // arn:aws:dynamodb:<region>:<account>:table/<table>/stream/<time>
    const table = asText(firstRecord?.eventSourceARN)?.split('/')[1];
    if (table) attributes['aws.dynamodb.table_names'] = [table];
    setText(attributes, 'faas.document.collection', table);
    setText(attributes, 'faas.document.operation', commonOperation(records));
    const changed = asObject(firstRecord?.dynamodb)?.ApproximateCreationDateTime;
    setText(attributes, 'faas.document.time', timeOf(changed));
    return { attributes };
  },
  *carriers({ records }) {
    for (const record of records) yield carrierOfItem(asObject(record) ?? {});
  },
};

/** DynamoDB streams have no headers: a writer puts the trace into attributes of the item. */
export function carrierOfItem(record: UnknownObject): Carrier | undefined {
  const fields = asObject(asObject(record.dynamodb)?.NewImage);
  return fields && { fields };
}

function timeOf(epochSeconds: unknown): string | undefined {
  return typeof epochSeconds === 'number' && Number.isFinite(epochSeconds) && Math.abs(epochSeconds) < 8.64e12
    ? new Date(epochSeconds * 1000).toISOString()
    : undefined;
}
