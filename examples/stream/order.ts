/** An order as the table has it, whose stream this is. */
export interface Order {
  readonly order_id: string;
  readonly status: 'received' | 'shipped';
  /** In cents. */
  readonly total: number;
  readonly customer: { readonly name: string; readonly email: string };
}

export const orderSchema = {
  type: 'object',
  required: ['order_id', 'status', 'total', 'customer'],
  properties: {
    order_id: { type: 'string', minLength: 1 },
    status: { enum: ['received', 'shipped'] },
    total: { type: 'integer', minimum: 0 },
    customer: {
      type: 'object',
      required: ['name', 'email'],
      properties: { name: { type: 'string' }, email: { type: 'string' } },
    },
  },
} as const;
