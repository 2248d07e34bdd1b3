import type { Attributes } from '@opentelemetry/api';
import { asObject, asText } from '../../shared/unknown.js';
import { setText } from '../attributes.js';
import type { EventSource } from '../event-source.js';
import { requestCarriers } from '../requests/describe-request.js';

const ROOTS: ReadonlySet<string> = new Set(['Query', 'Mutation', 'Subscription']);

/** AppSync, which has a field of its GraphQL schema resolved. */
export const appSync: EventSource = {
  type: 'http',
  matches: ({ event }) => asText(asObject(event.info)?.fieldName) !== undefined,
  describe: ({ event }) => {
    const attributes: Attributes = {};
    const info = asObject(event.info);
    const type = asText(info?.parentTypeName);
    if (type !== undefined && ROOTS.has(type)) attributes['graphql.operation.type'] = type.toLowerCase();
    setText(attributes, 'graphql.field.name', asText(info?.fieldName));
    return { attributes };
  },
  carriers: requestCarriers,
};
