// A module of its own: the SDK is loaded when a provider is made, and by no import.
export { DynamoDBClient as Client } from '@aws-sdk/client-dynamodb';

import { GetItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';

export const commands = { GetItem: GetItemCommand, Query: QueryCommand };
