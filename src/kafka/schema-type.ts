/** The forms of keys and values. */
export const SchemaType = { JSON: 'json', AVRO: 'avro', PROTOBUF: 'protobuf' } as const;

export type SchemaType = (typeof SchemaType)[keyof typeof SchemaType];
