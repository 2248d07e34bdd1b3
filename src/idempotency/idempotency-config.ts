import type { LambdaContext } from '../invocation/lambda-context.js';
import type { Functions } from '../jmespath/index.js';
import { readFlag } from '../settings/read.js';
import type { JSONValue } from '../shared/json.js';
import { digestOf, keyDigest, payloadDigest } from './key.js';
import type { IdempotencyRecord } from './persistence/idempotency-record.js';

/** Changes a stored response before it is returned. It is not called for the first execution. */
export type ResponseHook = (response: JSONValue, record: IdempotencyRecord) => unknown;

export interface IdempotencyConfigOptions {
  /** A JMESPath expression for what makes two calls the same, for example `powertools_json(body).order_id`. Default: the whole payload. */
  eventKeyJmesPath?: string | undefined;
  /** A JMESPath expression for what must not differ between two calls with the same key. Default: nothing is compared. */
  payloadValidationJmesPath?: string | undefined;
  /** Your own functions for the two expressions. */
  jmesPathOptions?: Functions | undefined;
  /** Whether a call without a key fails. Default: false; it then runs, and nothing is stored. */
  throwOnNoIdempotencyKey?: boolean | undefined;
  /** How long a result counts, in seconds from its completion. Default: 3600. */
  expiresAfterSeconds?: number | undefined;
  /** Whether completed records are also kept in this process, which saves the request for a replay. Default: false. */
  useLocalCache?: boolean | undefined;
  /** How many records the local cache keeps. Default: 1000. */
  maxLocalCacheSize?: number | undefined;
  /** A digest of `node:crypto`. Default: `md5`, as records written by Powertools have it. */
  hashFunction?: string | undefined;
  /** The context of the invocation, for code that runs neither in `withPowertools` nor as a handler itself. */
  lambdaContext?: LambdaContext | undefined;
  /** Changes a stored response before it is returned to a later, equal call. Default: it is returned as stored. */
  responseHook?: ResponseHook | undefined;
  /**
   * What a call does that finds an equal one running: fail with `IdempotencyAlreadyInProgressError`, or wait for its
   * result and return that. Default: `throw`.
   */
  onInProgress?: 'throw' | 'wait' | undefined;
  /** How long to wait at most, in seconds. Default: until shortly before the invocation's deadline; outside Lambda, 30. */
  maxWaitSeconds?: number | undefined;
  /** Whether the counter `idempotency.calls` counts outcomes: in CloudWatch that is one more billed metric. Default: false. */
  countOutcomes?: boolean | undefined;
}

/**
 * The settings of an idempotent function. The environment variable `POWERTOOLS_IDEMPOTENCY_DISABLED` (`true`, `1`, `yes`,
 * `on`), read when this is made, switches idempotency off.
 *
 * @example
 * ```ts
 * const config = new IdempotencyConfig({ eventKeyJmesPath: 'payment_id', expiresAfterSeconds: 3600 });
 * ```
 */
export class IdempotencyConfig {
  /** The JMESPath expression for what makes two calls the same. Empty: the whole payload. */
  eventKeyJmesPath: string;
  /**
   * The JMESPath expression for what must not differ between two calls with the same key. Undefined: nothing is
   * compared.
   */
  payloadValidationJmesPath: string | undefined;
  /** Your own functions for the two expressions, under `customFunctions`. */
  jmesPathOptions: { customFunctions: Functions | undefined };
  /** Whether a call without a key fails, instead of running unprotected. Default: false. */
  throwOnNoIdempotencyKey: boolean;
  /** How long a result counts, in seconds from its completion. Default: 3600. */
  expiresAfterSeconds: number;
  /** Whether completed records are also kept in this process. Default: false. */
  useLocalCache: boolean;
  /** How many records the local cache keeps. Default: 1000. */
  maxLocalCacheSize: number;
  /** The digest of `node:crypto` that makes keys of payloads. Default: `md5`. */
  hashFunction: string;
  /** The context that says until when an execution can run; see {@link IdempotencyConfig.registerLambdaContext}. */
  lambdaContext: LambdaContext | undefined;
  /** Changes a stored response before it is returned to a later, equal call. */
  responseHook: ResponseHook | undefined;
  /** What a call does that finds an equal one running: fail, or wait for its result. Default: `throw`. */
  onInProgress: 'throw' | 'wait';
  /** How long to wait at most, in seconds. Undefined: until shortly before the deadline; outside Lambda, 30. */
  maxWaitSeconds: number | undefined;
  /** Whether the counter `idempotency.calls` counts outcomes. Default: false. */
  countOutcomes: boolean;
  readonly #enabled: boolean;

  constructor(options: IdempotencyConfigOptions = {}) {
    this.eventKeyJmesPath = options.eventKeyJmesPath ?? '';
    this.payloadValidationJmesPath = options.payloadValidationJmesPath;
    this.jmesPathOptions = { customFunctions: options.jmesPathOptions };
    this.throwOnNoIdempotencyKey = options.throwOnNoIdempotencyKey ?? false;
    this.expiresAfterSeconds = options.expiresAfterSeconds ?? 3600;
    this.useLocalCache = options.useLocalCache ?? false;
    this.maxLocalCacheSize = options.maxLocalCacheSize ?? 1000;
    this.hashFunction = options.hashFunction ?? 'md5';
    this.lambdaContext = options.lambdaContext;
    this.responseHook = options.responseHook;
    this.onInProgress = options.onInProgress ?? 'throw';
    this.maxWaitSeconds = options.maxWaitSeconds;
    this.countOutcomes = options.countOutcomes ?? false;
    this.#enabled = readFlag(process.env, 'POWERTOOLS_IDEMPOTENCY_DISABLED') !== true;
  }

  /** Whether calls are protected: `POWERTOOLS_IDEMPOTENCY_DISABLED` did not switch that off when this was made. */
  isEnabled(): boolean {
    return this.#enabled;
  }

  /**
   * The digest of what makes two calls the same, for layers, which do not load what reads JMESPath.
   *
   * @internal
   */
  keyOf(payload: unknown): string | undefined {
    return keyDigest(payload, this);
  }

  /** @internal */
  payloadHashOf(payload: unknown): string | undefined {
    return payloadDigest(payload, this);
  }

  /** @internal */
  digestOf(value: unknown): string {
    return digestOf(value, this);
  }

  /** Tells until when an execution can run. Inside `withPowertools`, and for a handler, that is known without it. */
  registerLambdaContext(context: LambdaContext): void {
    this.lambdaContext = context;
  }
}
