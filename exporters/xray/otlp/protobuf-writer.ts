const LENGTH_DELIMITED = 2;

/** Writes the protobuf wire format: as much of it as OTLP traces need. Empty and zero values are left out. */
export class ProtobufWriter {
  #buffer = Buffer.allocUnsafe(1_024);
  #length = 0;

  /** What was written; the writer starts anew. */
  take(): Buffer {
    const written = Buffer.from(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
    return written;
  }

  /** A whole number from 0 up to 2^53 - 1. */
  uint(field: number, value: number): void {
    if (value === 0) return;
    this.#tag(field, 0);
    this.#varint(value);
  }

  /** A member of a oneof: written even when zero. */
  int64(field: number, value: number): void {
    this.#tag(field, 0);
    if (value >= 0) this.#varint(value);
    else this.#bigVarint(BigInt.asUintN(64, BigInt(value)));
  }

  /** A member of a oneof: written even when false. */
  bool(field: number, value: boolean): void {
    this.#tag(field, 0);
    this.#varint(value ? 1 : 0);
  }

  double(field: number, value: number): void {
    this.#tag(field, 1);
    this.#reserve(8);
    this.#length = this.#buffer.writeDoubleLE(value, this.#length);
  }

  fixed64(field: number, value: bigint): void {
    this.#tag(field, 1);
    this.#reserve(8);
    this.#length = this.#buffer.writeBigUInt64LE(value, this.#length);
  }

  fixed32(field: number, value: number): void {
    if (value === 0) return;
    this.#tag(field, 5);
    this.#reserve(4);
    this.#length = this.#buffer.writeUInt32LE(value, this.#length);
  }

  string(field: number, value: string | undefined): void {
    if (value) this.presentString(field, value);
  }

  /** A member of a oneof: written even when empty. */
  presentString(field: number, value: string): void {
    const bytes = Buffer.byteLength(value);
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(bytes);
    this.#reserve(bytes);
    this.#length += this.#buffer.write(value, this.#length, 'utf8');
  }

  hex(field: number, value: string | undefined): void {
    if (value) this.bytes(field, Buffer.from(value, 'hex'));
  }

  /** Bytes, or a message that was encoded before. */
  bytes(field: number, value: Uint8Array): void {
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  message(field: number, write: () => void): void {
    this.#tag(field, LENGTH_DELIMITED);
    // One byte for the length, which is what most messages need; a longer one moves the message.
    this.#reserve(1);
    this.#length += 1;
    const start = this.#length;
    write();
    const end = this.#length;
    const extra = varintBytes(end - start) - 1;
    this.#reserve(extra);
    if (extra > 0) this.#buffer.copyWithin(start + extra, start, end);
    this.#length = start - 1;
    this.#varint(end - start);
    this.#length = end + extra;
  }

  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
  }

  #varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest > 0x7f) {
      this.#buffer[this.#length] = (rest % 0x80) | 0x80;
      this.#length += 1;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[this.#length] = rest;
    this.#length += 1;
  }

  #bigVarint(value: bigint): void {
    this.#reserve(10);
    let rest = value;
    while (rest > 0x7fn) {
      this.#buffer[this.#length] = Number(rest & 0x7fn) | 0x80;
      this.#length += 1;
      rest >>= 7n;
    }
    this.#buffer[this.#length] = Number(rest);
    this.#length += 1;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
  }
}

/** What a field of one of the first 15 numbers takes, whose content is `length` bytes long. */
export function lengthDelimitedBytes(length: number): number {
  return 1 + varintBytes(length) + length;
}

function varintBytes(value: number): number {
  let bytes = 1;
  for (let rest = value; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes += 1;
  return bytes;
}
