import { brand, hasBrand } from '../../shared/brand.js';
import type { JSONValue } from '../../shared/json.js';
import { IdempotencyInvalidStatusError } from '../errors.js';
import { fromStoredForm } from '../values/result-form.js';

/** The states of a record. `EXPIRED` follows from the time and is never stored. */
export const IdempotencyRecordStatus = {
  INPROGRESS: 'INPROGRESS',
  COMPLETED: 'COMPLETED',
  EXPIRED: 'EXPIRED',
} as const;

export type IdempotencyRecordStatusValue = (typeof IdempotencyRecordStatus)[keyof typeof IdempotencyRecordStatus];

export interface IdempotencyRecordOptions {
  /** Names the call: the function's prefix, `#`, and the digest of its payload. */
  readonly idempotencyKey: string;
  /** What the store holds: `INPROGRESS` or `COMPLETED`. */
  readonly status: IdempotencyRecordStatusValue;
  /** The key again, where the layer has a composite key. */
  readonly sortKey?: string | undefined;
  /** Seconds since the epoch. */
  readonly expiryTimestamp?: number | undefined;
  /** Milliseconds since the epoch. */
  readonly inProgressExpiryTimestamp?: number | undefined;
  /** What the execution returned. Absent while it runs. */
  readonly responseData?: unknown;
  /** The digest of the part of the payload that is validated. Absent where none is. */
  readonly payloadHash?: string | undefined;
  /** Names the execution that wrote the record: only that one may complete or delete it. */
  readonly claim?: string | undefined;
  /** The W3C `traceparent` of the execution, for later replays to link to. */
  readonly traceparent?: string | undefined;
}

const RECORD = brand('IdempotencyRecord');

/** What the store keeps of one key. */
export class IdempotencyRecord {
  /** Names the call: the function's prefix, `#`, and the digest of its payload. */
  readonly idempotencyKey: string;
  /** What the store holds; the state at this moment is `getStatus()`. */
  readonly status: IdempotencyRecordStatusValue;
  /** The key again, where the layer has a composite key. */
  readonly sortKey: string | undefined;
  /** When the record stops counting: seconds since the epoch. */
  readonly expiryTimestamp: number | undefined;
  /** When an execution that has not completed is given up: milliseconds since the epoch. */
  readonly inProgressExpiryTimestamp: number | undefined;
  /** What the execution returned, in the form in which stores keep it; undefined while it runs. */
  readonly responseData: unknown;
  /** Present when the payload is validated. */
  readonly payloadHash: string | undefined;
  /** Names the execution that wrote the record: only that one may complete or delete it. */
  readonly claim: string | undefined;
  /** The W3C `traceparent` of the execution, for later replays to link to. */
  readonly traceparent: string | undefined;

  constructor(options: IdempotencyRecordOptions) {
    this.idempotencyKey = options.idempotencyKey;
    this.sortKey = options.sortKey;
    this.expiryTimestamp = options.expiryTimestamp;
    this.inProgressExpiryTimestamp = options.inProgressExpiryTimestamp;
    this.responseData = options.responseData;
    this.payloadHash = options.payloadHash;
    this.claim = options.claim;
    this.traceparent = options.traceparent;
    this.status = options.status;
  }

  get [RECORD](): true {
    return true;
  }

  /**
   * The state at this moment.
   *
   * @throws {IdempotencyInvalidStatusError} the store held something else.
   */
  getStatus(): IdempotencyRecordStatusValue {
    if (this.isExpired()) return IdempotencyRecordStatus.EXPIRED;
    if (Object.hasOwn(IdempotencyRecordStatus, this.status)) return this.status;
    throw new IdempotencyInvalidStatusError(
      `The store holds the status ${JSON.stringify(this.status)} under the idempotency key ${this.idempotencyKey}`,
    );
  }

  /**
   * What the execution returned. Values that stores have no type for, such as a `Response` or a `Map`, are made anew at each
   * call; `responseData` has them as the store has.
   */
  getResponse(): JSONValue {
    return fromStoredForm(this.responseData);
  }

  /** Whether `expiryTimestamp` has passed: the call may run anew. */
  isExpired(): boolean {
    return this.expiryTimestamp !== undefined && this.expiryTimestamp < Date.now() / 1000;
  }

  /** Whether the execution that claimed the key has had its time and did not complete. */
  isAbandoned(): boolean {
    return (
      this.status === IdempotencyRecordStatus.INPROGRESS &&
      this.inProgressExpiryTimestamp !== undefined &&
      this.inProgressExpiryTimestamp < Date.now()
    );
  }
}

/** Whether a layer, of whichever copy of this package, has given a record. */
export function isRecord(value: unknown): value is IdempotencyRecord {
  return hasBrand(value, RECORD);
}
