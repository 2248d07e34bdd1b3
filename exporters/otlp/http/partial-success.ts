/** What an endpoint says that has taken a request, but not all that is in it, or has something to remark. */
export interface PartialSuccess {
  /** How many spans, data points or records it did not take. */
  readonly rejected: number;
  readonly message: string;
}

/** Reads it from the body of an answer; from one that holds none, or is no OTLP, undefined. */
export function readPartialSuccess(body: Buffer, contentType = ''): PartialSuccess | undefined {
  // Mostly there is nothing to say.
  if (body.length === 0) return undefined;
  try {
    const partial = contentType.includes('json') ? fromJson(body) : fromProtobuf(body);
    return partial.rejected > 0 || partial.message !== '' ? partial : undefined;
  } catch {
    return undefined;
  }
}

function fromJson(body: Buffer): PartialSuccess {
  const { partialSuccess = {} } = JSON.parse(body.toString());
  const { rejectedSpans, rejectedDataPoints, rejectedLogRecords, errorMessage } = partialSuccess;
  return {
    rejected: Number(rejectedSpans ?? rejectedDataPoints ?? rejectedLogRecords ?? 0) || 0,
    message: typeof errorMessage === 'string' ? errorMessage : '',
  };
}

/** The messages of all signals have the same numbers: field 1 is the partial success; of that 1 the count, 2 the text. */
function fromProtobuf(body: Buffer): PartialSuccess {
  const content = fieldsOf(body).get(1);
  const fields = fieldsOf(Buffer.isBuffer(content) ? content : Buffer.alloc(0));
  const [rejected, message] = [fields.get(1), fields.get(2)];
  return {
    rejected: typeof rejected === 'number' ? rejected : 0,
    message: Buffer.isBuffer(message) ? message.toString() : '',
  };
}

/** The fields of a message that has no fixed-width ones. Throws for what is no message. */
function fieldsOf(message: Buffer): Map<number, number | Buffer> {
  const fields = new Map<number, number | Buffer>();
  let position = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 0x80) {
      const byte = message.readUInt8(position++);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  while (position < message.length) {
    const tag = varint();
    const value = varint();
    if (tag % 8 === 0) fields.set(Math.floor(tag / 8), value);
    else if (tag % 8 === 2) {
      fields.set(Math.floor(tag / 8), message.subarray(position, position + value));
      position += value;
    } else throw new RangeError(`${tag % 8} is no wire type of this message.`);
  }
  return fields;
}
