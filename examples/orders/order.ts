/** What a client sends to create an order. */
export interface OrderRequest {
  readonly order_id: string;
  readonly customer: string;
  readonly items: readonly OrderItem[];
}

export interface OrderItem {
  readonly sku: string;
  readonly quantity: number;
  /** In cents. */
  readonly unit_price: number;
}

/** An order as it is stored and returned. */
export interface Order extends OrderRequest {
  readonly status: 'received';
  /** In cents. */
  readonly total: number;
  readonly created_at: string;
}

export const orderSchema = {
  type: 'object',
  required: ['order_id', 'customer', 'items'],
  additionalProperties: false,
  properties: {
    order_id: { type: 'string', minLength: 1, maxLength: 64 },
    customer: { type: 'string', minLength: 1 },
    items: {
      type: 'array',
      minItems: 1,
      items: {
        type: 'object',
        required: ['sku', 'quantity', 'unit_price'],
        additionalProperties: false,
        properties: {
          sku: { type: 'string', minLength: 1 },
          quantity: { type: 'integer', minimum: 1 },
          unit_price: { type: 'integer', minimum: 0 },
        },
      },
    },
  },
} as const;
