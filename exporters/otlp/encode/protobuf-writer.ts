import type { HrTime } from '@opentelemetry/api';
import type { MessageWriter } from './message-writer.js';
import { wholeTime } from './time.js';

const VARINT = 0;
const SIXTY_FOUR_BITS = 1;
const LENGTH_DELIMITED = 2;
const THIRTY_TWO_BITS = 5;

const WORD = 0x1_0000_0000;

/** Writes the protobuf wire format: as much of it as OTLP needs. */
export class ProtobufWriter implements MessageWriter {
  #buffer = Buffer.allocUnsafe(4096);
  #view = viewOf(this.#buffer);
  #length = 0;

  uint(field: number, _name: string, value: number): void {
    if (value === 0) return;
    this.#tag(field, VARINT);
    this.#varint(value);
  }

  sint(field: number, _name: string, value: number): void {
    if (value === 0) return;
    this.#tag(field, VARINT);
    this.#varint(value < 0 ? -2 * value - 1 : 2 * value);
  }

  fixed32(field: number, _name: string, value: number): void {
    if (value === 0) return;
    this.#tag(field, THIRTY_TWO_BITS);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  count(field: number, _name: string, value: number): void {
    if (value === 0) return;
    this.#tag(field, SIXTY_FOUR_BITS);
    this.#whole(value);
  }

  time(field: number, _name: string, value: HrTime): void {
    const [seconds, nanos] = wholeTime(value);
    // In two parts, because a time in nanoseconds has more digits than a number: the upper one counts in 2^16 seconds.
    const upper = Math.floor(seconds / 0x1_0000) * 1e9;
    const lower = (seconds % 0x1_0000) * 1e9 + nanos;
    const low = (upper % 0x1_0000) * 0x1_0000 + (lower % WORD);
    const high = Math.floor(upper / 0x1_0000) + Math.floor(lower / WORD) + Math.floor(low / WORD);
    if (high >= WORD) throw new RangeError(`${seconds} s are more than 64 bits of nanoseconds.`);
    this.#tag(field, SIXTY_FOUR_BITS);
    this.#words(low, high);
  }

  int64(field: number, _name: string, value: number | bigint): void {
    this.#tag(field, VARINT);
    if (typeof value === 'bigint') {
      const bits = BigInt.asUintN(64, value);
      this.#longVarint(Number(bits & 0xffff_ffffn), Number(bits >> 32n));
    } else if (value >= 0) this.#varint(value);
    else this.#longVarint(value % WORD, Math.floor(value / WORD));
  }

  sfixed64(field: number, _name: string, value: number): void {
    this.#tag(field, SIXTY_FOUR_BITS);
    this.#whole(value);
  }

  double(field: number, _name: string, value: number): void {
    this.#tag(field, SIXTY_FOUR_BITS);
    this.#double(value);
  }

  bool(field: number, _name: string, value: boolean): void {
    this.#tag(field, VARINT);
    this.#varint(value ? 1 : 0);
  }

  string(field: number, name: string, value: string | undefined): void {
    if (value) this.presentString(field, name, value);
  }

  presentString(field: number, _name: string, value: string): void {
    this.#tag(field, LENGTH_DELIMITED);
    const most = 3 * value.length;
    this.#reserve(most + 8);
    // The length comes first, and is known when the text is written: room for that of a text of ASCII is mostly right.
    const guessed = varintBytes(value.length);
    const start = this.#length + guessed;
    const bytes = this.#buffer.write(value, start);
    const needed = varintBytes(bytes);
    if (needed !== guessed) this.#buffer.copyWithin(start + needed - guessed, start, start + bytes);
    this.#varint(bytes);
    this.#length += bytes;
  }

  id(field: number, _name: string, value: string | undefined): void {
    if (!value) return;
    const bytes = value.length / 2;
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(bytes);
    this.#reserve(bytes);
    this.#buffer.write(value, this.#length, 'hex');
    this.#length += bytes;
  }

  bytes(field: number, _name: string, value: Uint8Array): void {
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(value.length);
    this.#reserve(value.length);
    this.#buffer.set(value, this.#length);
    this.#length += value.length;
  }

  doubles(field: number, _name: string, values: readonly number[]): void {
    this.#packed(field, 8 * values.length);
    for (const value of values) this.#double(value);
  }

  counts(field: number, _name: string, values: readonly number[]): void {
    this.#packed(field, 8 * values.length);
    for (const value of values) this.#whole(value);
  }

  uint64s(field: number, _name: string, values: readonly number[]): void {
    if (values.length === 0) return;
    const start = this.begin(field);
    for (const value of values) this.#varint(value);
    this.end(start);
  }

  begin(field: number, _name?: string): number {
    this.#tag(field, LENGTH_DELIMITED);
    // One byte for the length, which is what most messages need; a longer one moves the message.
    this.#length += 1;
    return this.#length;
  }

  end(start: number): void {
    const end = this.#length;
    const extra = varintBytes(end - start) - 1;
    if (extra > 0) {
      this.#reserve(extra);
      this.#buffer.copyWithin(start + extra, start, end);
    }
    this.#length = start - 1;
    this.#varint(end - start);
    this.#length = end + extra;
  }

  // The items of a list follow each other, each with the tag of the field.
  beginList(_name: string): void {}

  endList(): void {}

  mark(): number {
    return this.#length;
  }

  rewind(mark: number): void {
    this.#length = mark;
  }

  take(): Buffer {
    const written = Buffer.from(this.#buffer.subarray(0, this.#length));
    this.#length = 0;
    return written;
  }

  #packed(field: number, bytes: number): void {
    if (bytes === 0) return;
    this.#tag(field, LENGTH_DELIMITED);
    this.#varint(bytes);
  }

  /** And room for what every field has behind it: a number, or the length of more. */
  #tag(field: number, wireType: number): void {
    this.#varint(field * 8 + wireType);
    this.#reserve(16);
  }

  #varint(value: number): void {
    this.#reserve(8);
    let rest = value;
    while (rest > 0x7f) {
      this.#buffer[this.#length++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    this.#buffer[this.#length++] = rest;
  }

  /** 64 bits in two's complement, by their halves. */
  #longVarint(low: number, high: number): void {
    let lower = low >>> 0;
    let upper = high >>> 0;
    while (upper > 0 || lower > 0x7f) {
      this.#buffer[this.#length++] = (lower & 0x7f) | 0x80;
      lower = ((lower >>> 7) | (upper << 25)) >>> 0;
      upper >>>= 7;
    }
    this.#buffer[this.#length++] = lower;
  }

  #whole(value: number): void {
    this.#words(value % WORD, Math.floor(value / WORD));
  }

  #words(low: number, high: number): void {
    this.#reserve(8);
    // Both are taken modulo 2^32, which is what a negative number needs.
    this.#view.setUint32(this.#length, low, true);
    this.#view.setUint32(this.#length + 4, high, true);
    this.#length += 8;
  }

  #double(value: number): void {
    this.#reserve(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#buffer.length) return;
    const larger = Buffer.allocUnsafe(Math.max(2 * this.#buffer.length, this.#length + bytes));
    this.#buffer.copy(larger, 0, 0, this.#length);
    this.#buffer = larger;
    this.#view = viewOf(larger);
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

function viewOf({ buffer, byteOffset, byteLength }: Buffer): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
