/** An order that was paid, as the shop puts it into the queue. */
export interface PaidOrder {
  readonly order_id: string;
  readonly customer: string;
  readonly address: string;
}

export const paidOrderSchema = {
  type: 'object',
  required: ['order_id', 'customer', 'address'],
  properties: {
    order_id: { type: 'string', minLength: 1, maxLength: 64 },
    customer: { type: 'string', minLength: 1 },
    address: { type: 'string', minLength: 1 },
  },
} as const;

/** What the shipping function makes of it. */
export interface Shipment {
  readonly shipment_id: string;
  readonly order_id: string;
  readonly address: string;
}
