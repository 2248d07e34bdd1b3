import type { HrTime } from '@opentelemetry/api';

/**
 * Writes the messages of OTLP, field by field, in one of its two encodings. A field is told by its number, which protobuf
 * writes, and by its name, which JSON writes. What proto3 has as default (zero, the empty string) is left out, unless the
 * method says otherwise.
 */
export interface MessageWriter {
  /** A `uint32` or an enum. */
  uint(field: number, name: string, value: number): void;
  /** A `sint32`. */
  sint(field: number, name: string, value: number): void;
  /** A `fixed32`. */
  fixed32(field: number, name: string, value: number): void;
  /** A `fixed64` that counts: a whole number from 0 up to 2^53 - 1. */
  count(field: number, name: string, value: number): void;
  /** A `fixed64` of nanoseconds since the epoch, written always. Throws a RangeError for what is no time. */
  time(field: number, name: string, value: HrTime): void;
  /** An `int64`, written always: it is a member of a oneof. Wraps beyond 64 bits. */
  int64(field: number, name: string, value: number | bigint): void;
  /** A `sfixed64`, written always. */
  sfixed64(field: number, name: string, value: number): void;
  /** Written always. */
  double(field: number, name: string, value: number): void;
  /** Written always. */
  bool(field: number, name: string, value: boolean): void;
  /** Left out when it is undefined or empty. */
  string(field: number, name: string, value: string | undefined): void;
  /** Written always, even when empty. */
  presentString(field: number, name: string, value: string): void;
  /** The id of a trace or a span, given in hexadecimal digits. */
  id(field: number, name: string, value: string | undefined): void;
  /** Written always, even when empty. */
  bytes(field: number, name: string, value: Uint8Array): void;
  /** `repeated double`. */
  doubles(field: number, name: string, values: readonly number[]): void;
  /** `repeated fixed64`, of counts. */
  counts(field: number, name: string, values: readonly number[]): void;
  /** `repeated uint64`, of counts. */
  uint64s(field: number, name: string, values: readonly number[]): void;

  /** Starts a message; without a name it is an item of the list that was started before. What it returns goes to `end`. */
  begin(field: number, name?: string): number;
  /** Ends the message that the `begin` which gave `start` has started. */
  end(start: number): void;
  /** Starts a repeated field; each of its items is started by `begin` without a name. */
  beginList(name: string): void;
  /** Ends the repeated field. */
  endList(): void;

  /** Where it stands, to go back to. */
  mark(): number;
  /** Forgets what was written since `mark`. */
  rewind(mark: number): void;
  /** What was written; the writer starts anew. */
  take(): Buffer;
}
