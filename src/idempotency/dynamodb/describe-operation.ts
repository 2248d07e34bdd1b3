import type { Attributes } from '@opentelemetry/api';

/** What of a request is told in the trace: the table and the operation, no key and no value. */
export function describeOperation(operation: string, input: { readonly TableName?: unknown }): Attributes {
  const table = typeof input.TableName === 'string' ? input.TableName : undefined;
  // An ARN names it as well.
  const name = table?.startsWith('arn:') ? table.split('/')[1] : table;
  return {
    'db.system.name': 'aws.dynamodb',
    'db.operation.name': operation,
    ...(name !== undefined && { 'db.collection.name': name, 'aws.dynamodb.table_names': [name] }),
  };
}
