import { DeleteItemCommand, type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Order } from './order.js';

/** The orders of a customer, by the customer: what the table of orders cannot be asked for. */
export interface CustomerOrders {
  put(order: Order): Promise<void>;
  remove(order: Order): Promise<void>;
}

/** The DynamoDB table `tableName`. A change that comes again, as changes of streams do, leaves the table as it is. */
export const createCustomerOrders = (tableName: string, client: DynamoDBClient): CustomerOrders => ({
  async put({ customer, order_id, status, total }) {
    const Item = {
      customer: { S: customer.email },
      order_id: { S: order_id },
      status: { S: status },
      total: { N: String(total) },
    };
    await client.send(new PutItemCommand({ TableName: tableName, Item }));
  },
  async remove({ customer, order_id }) {
    const Key = { customer: { S: customer.email }, order_id: { S: order_id } };
    await client.send(new DeleteItemCommand({ TableName: tableName, Key }));
  },
});
