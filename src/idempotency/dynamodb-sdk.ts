// A module of its own, loaded when a client is needed, that names what is used: a bundler leaves the rest of the SDK out.
import {
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Operation } from './dynamodb-table.js';

/** The command of each operation. Their inputs are those of the API, which the table layer knows. */
export const commands: Readonly<Record<Operation, new (input: never) => object>> = {
  PutItem: PutItemCommand,
  GetItem: GetItemCommand,
  UpdateItem: UpdateItemCommand,
  DeleteItem: DeleteItemCommand,
};

export { DynamoDBClient };
