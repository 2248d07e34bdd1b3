import {
  type AttributeValue,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  ScanCommand,
} from '@aws-sdk/client-dynamodb';
import type { Order } from './order.js';

export interface OrderStore {
  put(order: Order): Promise<void>;
  get(orderId: string): Promise<Order | undefined>;
  list(): Promise<Order[]>;
}

type Item = Record<string, AttributeValue>;

// The whole order is one JSON document beside its key: nothing queries its parts.
const toItem = (order: Order): Item => ({ order_id: { S: order.order_id }, document: { S: JSON.stringify(order) } });

const fromItem = (item: Item): Order => JSON.parse(item.document?.S ?? 'null') as Order;

/** Orders in the DynamoDB table `tableName`. */
export const createOrderStore = (tableName: string, client: DynamoDBClient): OrderStore => ({
  async put(order) {
    await client.send(new PutItemCommand({ TableName: tableName, Item: toItem(order) }));
  },
  async get(orderId) {
    const { Item: item } = await client.send(
      new GetItemCommand({ TableName: tableName, Key: { order_id: { S: orderId } } }),
    );
    return item && fromItem(item);
  },
  async list() {
    const { Items: items = [] } = await client.send(new ScanCommand({ TableName: tableName, Limit: 100 }));
    return items.map(fromItem);
  },
});
