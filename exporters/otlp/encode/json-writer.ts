import type { HrTime } from '@opentelemetry/api';
import type { MessageWriter } from './message-writer.js';
import { wholeTime } from './time.js';

/**
 * Writes OTLP's JSON: protobuf's mapping, where 64-bit integers are strings, but with ids in hexadecimal digits and enums as
 * numbers.
 */
export class JsonWriter implements MessageWriter {
  #text = '';
  /** Whether nothing stands before in the message or list that is open. */
  #isFirst = true;

  uint(_field: number, name: string, value: number): void {
    if (value !== 0) this.#field(name, String(value));
  }

  sint(field: number, name: string, value: number): void {
    this.uint(field, name, value);
  }

  fixed32(field: number, name: string, value: number): void {
    this.uint(field, name, value);
  }

  count(field: number, name: string, value: number): void {
    if (value !== 0) this.int64(field, name, value);
  }

  time(_field: number, name: string, value: HrTime): void {
    const [seconds, nanos] = wholeTime(value);
    this.#field(name, `"${seconds === 0 ? nanos : seconds + String(nanos).padStart(9, '0')}"`);
  }

  int64(_field: number, name: string, value: number | bigint): void {
    this.#field(name, `"${typeof value === 'bigint' ? BigInt.asIntN(64, value) : value}"`);
  }

  sfixed64(field: number, name: string, value: number): void {
    this.int64(field, name, value);
  }

  double(_field: number, name: string, value: number): void {
    this.#field(name, doubleText(value));
  }

  bool(_field: number, name: string, value: boolean): void {
    this.#field(name, String(value));
  }

  string(field: number, name: string, value: string | undefined): void {
    if (value) this.presentString(field, name, value);
  }

  presentString(_field: number, name: string, value: string): void {
    this.#field(name, JSON.stringify(value));
  }

  id(_field: number, name: string, value: string | undefined): void {
    if (value) this.#field(name, JSON.stringify(value));
  }

  bytes(_field: number, name: string, value: Uint8Array): void {
    this.#field(name, `"${Buffer.from(value).toString('base64')}"`);
  }

  doubles(_field: number, name: string, values: readonly number[]): void {
    if (values.length > 0) this.#field(name, `[${values.map(doubleText).join()}]`);
  }

  counts(_field: number, name: string, values: readonly number[]): void {
    if (values.length > 0) this.#field(name, `["${values.join('","')}"]`);
  }

  uint64s(field: number, name: string, values: readonly number[]): void {
    this.counts(field, name, values);
  }

  begin(_field: number, name?: string): number {
    this.#field(name, '{');
    this.#isFirst = true;
    return 0;
  }

  end(_start: number): void {
    this.#text += '}';
    this.#isFirst = false;
  }

  beginList(name: string): void {
    this.#field(name, '[');
    this.#isFirst = true;
  }

  endList(): void {
    this.#text += ']';
    this.#isFirst = false;
  }

  mark(): number {
    return 2 * this.#text.length + (this.#isFirst ? 1 : 0);
  }

  rewind(mark: number): void {
    this.#text = this.#text.slice(0, Math.floor(mark / 2));
    this.#isFirst = mark % 2 === 1;
  }

  take(): Buffer {
    const written = Buffer.from(this.#text);
    this.#text = '';
    this.#isFirst = true;
    return written;
  }

  #field(name: string | undefined, value: string): void {
    const separator = this.#isFirst ? '' : ',';
    this.#text += name === undefined ? separator + value : `${separator}"${name}":${value}`;
    this.#isFirst = false;
  }
}

function doubleText(value: number): string {
  if (Number.isFinite(value)) return Object.is(value, -0) ? '-0' : String(value);
  return `"${value}"`;
}
