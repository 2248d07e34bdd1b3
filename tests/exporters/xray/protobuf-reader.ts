/** The fields of one protobuf message, by number: varints and fixed numbers as bigint, the rest as bytes. */
export type Fields = ReadonlyMap<number, readonly (bigint | Buffer)[]>;

const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 };

/** Reads the wire format strictly: whatever is left over or cut short is an error. */
export const readMessage = (buffer: Buffer): Fields => {
  const fields = new Map<number, (bigint | Buffer)[]>();
  let offset = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = buffer.readUInt8(offset);
      offset += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (bytes: number): Buffer => {
    if (offset + bytes > buffer.length) throw new Error(`A field of ${bytes} bytes at ${offset} exceeds its message.`);
    offset += bytes;
    return buffer.subarray(offset - bytes, offset);
  };
  const read = (wireType: number): bigint | Buffer => {
    switch (wireType) {
      case WIRE.varint:
        return varint();
      case WIRE.fixed64:
        return take(8).readBigUInt64LE();
      case WIRE.bytes:
        return take(Number(varint()));
      case WIRE.fixed32:
        return BigInt(take(4).readUInt32LE());
      default:
        throw new Error(`There is no wire type ${wireType} in OTLP.`);
    }
  };
  while (offset < buffer.length) {
    const tag = Number(varint());
    const value = read(tag & 7);
    fields.set(tag >> 3, [...(fields.get(tag >> 3) ?? []), value]);
  }
  return fields;
};

const messages = (fields: Fields, field: number): Fields[] =>
  (fields.get(field) ?? []).map((value) => readMessage(bytesOf(value)));

const bytesOf = (value: bigint | Buffer | undefined): Buffer => {
  if (!Buffer.isBuffer(value)) throw new Error(`${value} is where bytes should be.`);
  return value;
};

const text = (fields: Fields, field: number): string | undefined => optionalBytes(fields, field)?.toString('utf8');
const hex = (fields: Fields, field: number): string | undefined => optionalBytes(fields, field)?.toString('hex');
const optionalBytes = (fields: Fields, field: number): Buffer | undefined => {
  const value = fields.get(field)?.[0];
  return value === undefined ? undefined : bytesOf(value);
};
const number = (fields: Fields, field: number): number => Number(fields.get(field)?.[0] ?? 0);

const anyValue = (fields: Fields): unknown => {
  const [entry] = fields;
  if (!entry) return null;
  const [field, [value]] = entry;
  switch (field) {
    case 1:
      return bytesOf(value).toString('utf8');
    case 2:
      return value === 1n;
    case 3:
      return Number(BigInt.asIntN(64, BigInt(String(value))));
    case 4: {
      const buffer = Buffer.alloc(8);
      buffer.writeBigUInt64LE(BigInt(String(value)));
      return buffer.readDoubleLE();
    }
    case 5:
      return messages(readMessage(bytesOf(value)), 1).map(anyValue);
    case 6:
      return attributes(readMessage(bytesOf(value)), 1);
    default:
      throw new Error(`AnyValue has no field ${field}.`);
  }
};

const attributes = (fields: Fields, field: number): Record<string, unknown> =>
  Object.fromEntries(
    messages(fields, field).map((pair) => [text(pair, 1) ?? '', anyValue(messages(pair, 2)[0] ?? new Map())]),
  );

const decodeSpan = (fields: Fields) => ({
  traceId: hex(fields, 1),
  spanId: hex(fields, 2),
  traceState: text(fields, 3),
  parentSpanId: hex(fields, 4),
  name: text(fields, 5),
  kind: number(fields, 6),
  start: fields.get(7)?.[0],
  end: fields.get(8)?.[0],
  attributes: attributes(fields, 9),
  droppedAttributes: number(fields, 10),
  events: messages(fields, 11).map((event) => ({
    time: event.get(1)?.[0],
    name: text(event, 2),
    attributes: attributes(event, 3),
  })),
  droppedEvents: number(fields, 12),
  links: messages(fields, 13).map((link) => ({
    traceId: hex(link, 1),
    spanId: hex(link, 2),
    attributes: attributes(link, 4),
    flags: number(link, 6),
  })),
  droppedLinks: number(fields, 14),
  status: messages(fields, 15).map((status) => ({ message: text(status, 2), code: number(status, 3) }))[0],
  flags: number(fields, 16),
});

export type DecodedSpan = ReturnType<typeof decodeSpan>;

/** An `ExportTraceServiceRequest`. */
export const decodeRequest = (request: Buffer) =>
  messages(readMessage(request), 1).map((resourceSpans) => ({
    resource: messages(resourceSpans, 1).map((resource) => attributes(resource, 1))[0],
    scopes: messages(resourceSpans, 2).map((scopeSpans) => ({
      scope: messages(scopeSpans, 1).map((scope) => ({ name: text(scope, 1), version: text(scope, 2) }))[0],
      spans: messages(scopeSpans, 2).map(decodeSpan),
    })),
  }));
