import { diag, type Span } from '@opentelemetry/api';
import { deadlineOf } from '../invocation/deadline-guard.js';
import {
  IdempotencyAlreadyInProgressError,
  IdempotencyInconsistentStateError,
  IdempotencyPersistenceLayerError,
  IdempotencyValidationError,
  isLayerError,
} from './errors.js';
import { IdempotencyConfig } from './idempotency-config.js';
import { keyDigest, payloadDigest } from './key.js';
import type { BasePersistenceLayer } from './persistence/base-persistence-layer.js';
import { IdempotencyRecord, IdempotencyRecordStatus } from './persistence/idempotency-record.js';
import type { LocalCache } from './persistence/local-cache.js';
import { currentTraceparent, inSpan, linkTo, type Outcome, recordOutcome, reportReleaseFailure } from './telemetry.js';
import { toStoredForm, UnstorableResultError } from './values/result-form.js';

/** What every way to make something idempotent takes. */
export interface IdempotencyOptions {
  /** Where records are kept, such as a `DynamoDBPersistenceLayer`. */
  readonly persistenceStore: BasePersistenceLayer;
  /** Default: `new IdempotencyConfig()`. */
  readonly config?: IdempotencyConfig | undefined;
  /**
   * What the keys begin with. Default: the function's name, from `AWS_LAMBDA_FUNCTION_NAME`. Two functions that share a
   * store and can be given equal payloads need different prefixes, or one gets the other's results.
   */
  readonly keyPrefix?: string | undefined;
}

/** The options of a handler that is made idempotent. */
export type IdempotencyLambdaHandlerOptions = IdempotencyOptions;

/** What is particular to one call. */
export interface Call {
  /** Milliseconds since the epoch at which the execution is killed. */
  readonly deadline: number | undefined;
  /** From when an equal call may take over, in milliseconds since the epoch. Default: the deadline. */
  readonly isOverAt?: number | undefined;
  /** Whether a durable execution is being replayed, whose own records must not stop it. */
  readonly isReplay?: boolean;
}

/** The record under which an execution runs, and when that is killed: milliseconds since the epoch, where it is known. */
export interface Claim {
  readonly record: IdempotencyRecord;
  readonly deadline: number | undefined;
}

/** What a call is to do: run under its claim, return a stored response, or run as if it were not idempotent. */
export type Start =
  | { readonly action: 'run'; readonly claim: Claim }
  | { readonly action: 'return'; readonly response: unknown }
  | { readonly action: 'bypass' };

// Between one attempt and the next a record changed hands or expired: more than a few in a row is no coincidence.
const ATTEMPTS = 3;
const FIRST_POLL_MS = 25;
const LONGEST_POLL_MS = 400;
/** What is kept of the time until the deadline for answering. */
const RESERVE_MS = 250;
const DEFAULT_WAIT_MS = 30_000;

/** One function made idempotent: its keys, its settings and the state machine of its records. */
export class Operation {
  readonly config: IdempotencyConfig;
  readonly #store: BasePersistenceLayer;
  readonly #keyPrefix: string;
  readonly #cache: LocalCache | undefined;
  #warnedOfDeadline = false;

  constructor({ persistenceStore, config = new IdempotencyConfig(), keyPrefix }: IdempotencyOptions) {
    this.config = config;
    this.#store = persistenceStore;
    this.#keyPrefix = keyPrefix?.trim() || persistenceStore.idempotencyKeyPrefix;
    persistenceStore.configure({ config, keyPrefix: this.#keyPrefix });
    this.#cache = config.useLocalCache ? persistenceStore.localCache : undefined;
  }

  /** Runs `work` once for each key. Its error reaches the caller unchanged. */
  async run(payload: unknown, call: Call, work: () => unknown): Promise<unknown> {
    const start = await this.start(payload, call);
    if (start.action === 'bypass') return work();
    if (start.action === 'return') return start.response;
    let result: unknown;
    try {
      result = await work();
    } catch (error) {
      await this.release(start.claim);
      throw error;
    }
    return this.complete(start.claim, result);
  }

  /** Claims the key, or finds what another call made of it. */
  async start(payload: unknown, call: Call): Promise<Start> {
    if (!this.config.isEnabled()) return { action: 'bypass' };
    const digest = keyDigest(payload, this.config);
    if (digest === undefined) return { action: 'bypass' };
    const deadline = call.deadline ?? this.#registeredDeadline();
    const { isOverAt = deadline } = call;
    // Computed once: the function may change its payload.
    const template = {
      idempotencyKey: `${this.#keyPrefix}#${digest}`,
      status: IdempotencyRecordStatus.INPROGRESS,
      inProgressExpiryTimestamp: isOverAt === undefined ? undefined : Math.round(isOverAt),
      payloadHash: payloadDigest(payload, this.config),
      traceparent: currentTraceparent(),
      claim: crypto.randomUUID(),
    } as const;
    const claim = (): IdempotencyRecord => new IdempotencyRecord({ ...template, expiryTimestamp: this.#expiry() });
    const found = await inSpan(digest, (span) => this.#claimOrFind(claim, { ...call, deadline }, span));
    if (found.status === IdempotencyRecordStatus.INPROGRESS || call.isReplay) {
      return { action: 'run', claim: { record: found, deadline } };
    }
    return { action: 'return', response: await this.#respond(found) };
  }

  /**
   * Stores the result and returns it. Where another execution has taken over the key and completed, its result is the
   * one that counts, and is returned.
   */
  async complete({ record, deadline }: Claim, result: unknown): Promise<unknown> {
    let winner: IdempotencyRecord | undefined;
    try {
      const completed = new IdempotencyRecord({
        ...record,
        status: IdempotencyRecordStatus.COMPLETED,
        expiryTimestamp: this.#expiry(),
        responseData: await toStoredForm(result, deadline),
      });
      winner = await this.#commit(completed, deadline);
      this.#cache?.set(record.idempotencyKey, winner);
      if (winner === completed) return result;
    } catch (cause) {
      const reason = cause instanceof UnstorableResultError ? `: ${cause.message}` : '';
      throw new IdempotencyPersistenceLayerError(
        `The function succeeded, but its result could not be stored under its idempotency key${reason}`,
        { cause },
      );
    }
    return this.#respond(winner);
  }

  /** Gives the key up after a failure. The caller gets the function's error, whatever becomes of this. */
  async release({ record, deadline }: Claim): Promise<void> {
    try {
      await this.#store.releaseRecord(record, deadline);
    } catch (error) {
      reportReleaseFailure(error);
    }
  }

  #registeredDeadline(): number | undefined {
    const { lambdaContext } = this.config;
    if (lambdaContext) return deadlineOf(lambdaContext);
    if (!this.#warnedOfDeadline) {
      this.#warnedOfDeadline = true;
      diag.warn(
        'otel-powertools: the deadline of an idempotent execution is not known: should it be killed, its key stays locked until ' +
          'the record expires. Use withPowertools, or config.registerLambdaContext(context).',
      );
    }
    return undefined;
  }

  #expiry(): number {
    return Math.round(Date.now() / 1000 + this.config.expiresAfterSeconds);
  }

  async #claimOrFind(newClaim: () => IdempotencyRecord, call: Call, span: Span): Promise<IdempotencyRecord> {
    const waitUntil = this.#waitUntil(call.deadline);
    let poll = FIRST_POLL_MS;
    for (let attempt = 0; attempt < ATTEMPTS; ) {
      const claim = newClaim();
      const existing = this.#cache?.get(claim.idempotencyKey) ?? (await this.#claim(claim, call.deadline, span));
      if (existing === claim) return claim;
      if (existing) {
        if (call.isReplay) return existing;
        this.#checkPayload(claim, existing, span);
        const status = existing.getStatus();
        if (status === IdempotencyRecordStatus.COMPLETED) {
          this.#record(span, 'hit');
          linkTo(span, existing.traceparent);
          this.#cache?.set(claim.idempotencyKey, existing);
          return existing;
        }
        if (status === IdempotencyRecordStatus.INPROGRESS && !existing.isAbandoned()) {
          if (Date.now() + poll > waitUntil) {
            this.#record(span, 'conflict');
            throw alreadyInProgress(existing);
          }
          await new Promise((resolve) => setTimeout(resolve, poll));
          poll = Math.min(poll * 2, LONGEST_POLL_MS);
          continue;
        }
      }
      attempt++;
    }
    throw new IdempotencyInconsistentStateError(
      `The record under the idempotency key changed at each of ${ATTEMPTS} attempts to claim it; call again`,
    );
  }

  #waitUntil(deadline: number | undefined): number {
    const { onInProgress, maxWaitSeconds } = this.config;
    if (onInProgress !== 'wait') return 0;
    const longest = maxWaitSeconds === undefined ? undefined : Date.now() + maxWaitSeconds * 1000;
    const latest = deadline === undefined ? undefined : deadline - RESERVE_MS;
    return Math.min(longest ?? latest ?? Date.now() + DEFAULT_WAIT_MS, latest ?? Number.POSITIVE_INFINITY);
  }

  /** The claim itself where it was written; else what is there, or undefined if that has gone meanwhile. */
  async #claim(
    claim: IdempotencyRecord,
    deadline: number | undefined,
    span: Span,
  ): Promise<IdempotencyRecord | undefined> {
    let replaced: IdempotencyRecord | undefined;
    try {
      replaced = await this.#store.claimRecord(claim, deadline);
    } catch (error) {
      if (!isLayerError(error, 'IdempotencyItemAlreadyExistsError')) {
        throw new IdempotencyPersistenceLayerError('The idempotency key could not be claimed in the store', {
          cause: error,
        });
      }
      const existing = error.existingRecord ?? (await this.#read(claim.idempotencyKey, deadline));
      // A client that repeats a write whose answer was lost meets its own record.
      if (existing?.claim !== claim.claim) return existing;
    }
    this.#record(span, replaced ? 'expired' : 'miss');
    linkTo(span, replaced?.traceparent);
    return claim;
  }

  async #read(key: string, deadline: number | undefined): Promise<IdempotencyRecord | undefined> {
    try {
      return await this.#store.readRecord(key, deadline);
    } catch (error) {
      if (isLayerError(error, 'IdempotencyItemNotFoundError')) return undefined;
      throw new IdempotencyPersistenceLayerError('The record of the idempotency key could not be read', {
        cause: error,
      });
    }
  }

  /** Writes the completed record, and returns the one that is then in the store. */
  async #commit(completed: IdempotencyRecord, deadline: number | undefined): Promise<IdempotencyRecord> {
    try {
      await this.#store.completeRecord(completed, deadline);
      return completed;
    } catch (error) {
      if (!isLayerError(error, 'IdempotencyItemAlreadyExistsError')) throw error;
      const existing = error.existingRecord ?? (await this.#read(completed.idempotencyKey, deadline));
      if (existing?.getStatus() !== IdempotencyRecordStatus.COMPLETED) throw error;
      return existing.claim === completed.claim ? completed : existing;
    }
  }

  #record(span: Span, outcome: Outcome): void {
    recordOutcome(span, outcome, this.config.countOutcomes);
  }

  #checkPayload(claim: IdempotencyRecord, existing: IdempotencyRecord, span: Span): void {
    if (claim.payloadHash === undefined || existing.isExpired() || claim.payloadHash === existing.payloadHash) return;
    this.#record(span, 'mismatch');
    throw new IdempotencyValidationError(
      'The idempotency key was used before with another payload: what payloadValidationJmesPath selects differs',
      existing,
    );
  }

  async #respond(record: IdempotencyRecord): Promise<unknown> {
    const response = record.getResponse();
    return this.config.responseHook ? this.config.responseHook(response, record) : response;
  }
}

function alreadyInProgress(existing: IdempotencyRecord): IdempotencyAlreadyInProgressError {
  return new IdempotencyAlreadyInProgressError(
    `Another execution with the idempotency key ${existing.sortKey ?? existing.idempotencyKey} is in progress`,
    existing,
  );
}
