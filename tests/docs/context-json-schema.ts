// The shop's schemas where a page means JSON Schema itself.
export const orderSchema = {
  type: 'object',
  required: ['order_id'],
  properties: { order_id: { type: 'string' } },
} as const;
