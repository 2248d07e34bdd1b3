import type { TableDefinition } from '../dynamodb/dynamodb.js';
import { recordOf, type Values } from '../is-record.js';

/** The properties of `AWS::DynamoDB::Table` that CreateTable takes under the same name, and that matter in memory. */
const CREATE_TABLE = [
  'AttributeDefinitions',
  'KeySchema',
  'BillingMode',
  'ProvisionedThroughput',
  'GlobalSecondaryIndexes',
  'LocalSecondaryIndexes',
];

const ATTRIBUTE_TYPES: Readonly<Record<string, string>> = { String: 'S', Number: 'N', Binary: 'B' };

/** The CreateTable request that a table resource means. */
export function tableOf(type: string, name: string, properties: Values): TableDefinition {
  if (type === 'AWS::Serverless::SimpleTable') return simpleTable(name, recordOf(properties.PrimaryKey));
  const taken = Object.entries(properties).filter(([key]) => CREATE_TABLE.includes(key));
  const onDemand = properties.ProvisionedThroughput === undefined ? { BillingMode: 'PAY_PER_REQUEST' } : {};
  return { ...onDemand, ...Object.fromEntries(taken), TableName: name };
}

function simpleTable(name: string, { Name = 'id', Type = 'String' }: Values): TableDefinition {
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: Name, AttributeType: ATTRIBUTE_TYPES[String(Type)] ?? 'S' }],
    KeySchema: [{ AttributeName: Name, KeyType: 'HASH' }],
  };
}
