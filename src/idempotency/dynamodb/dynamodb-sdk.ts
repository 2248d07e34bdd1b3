// A module of its own: the SDK is loaded when a layer is made, and by no import. What is used has its name here, though the
// SDK's own map of commands brings the others into a bundle.
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
