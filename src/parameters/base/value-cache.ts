import { diag } from '@opentelemetry/api';
import type { Invocation } from '../../invocation/invocation.js';
import { currentInvocation } from '../../invocation/scope.js';
import { maxAgeOf } from './environment.js';
import type { ExpirableValueInterface, GetOptionsInterface } from './types.js';

/**
 * Why a value was fetched: it was not there, it was too old, the caller insisted, or it was too old and the caller has
 * got the old one meanwhile.
 */
export type CacheOutcome = 'miss' | 'expired' | 'forced' | 'stale';

type CacheOptions = Pick<GetOptionsInterface, 'maxAge' | 'staleWhileRevalidate' | 'forceFetch'>;

interface Fetch {
  readonly outcome: CacheOutcome;
  readonly invocation: Invocation;
  /** Milliseconds since the epoch. */
  readonly began: number;
  promise: Promise<unknown>;
}

/** A fetch that takes longer was cut off by the end of its invocation, and may never come to an end. */
const LONGEST_FETCH_MILLIS = 5000;

/** A value and when it is too old. */
export class ExpirableValue implements ExpirableValueInterface {
  /** What is kept, transformed already. */
  readonly value: unknown;
  /** Milliseconds since the epoch. */
  readonly ttl: number;

  /** @param maxAge - In seconds. */
  constructor(value: unknown, maxAge: number) {
    this.value = value;
    this.ttl = Date.now() + maxAge * 1000;
  }

  /** Whether the value is older than its `maxAge`. */
  isExpired(): boolean {
    return this.ttl < Date.now();
  }

  /** Whether it is younger than its time and `seconds`. */
  isUsableFor(seconds: number): boolean {
    return Date.now() <= this.ttl + seconds * 1000;
  }
}

/** Values by key, and the fetches that are on their way: calls for the same at the same time have one. */
export class ValueCache {
  /** All values that are kept, by key. */
  readonly values = new Map<string, ExpirableValue>();
  readonly #fetches = new Map<string, Fetch>();

  /**
   * The value under `key`, or what `load` gives. What is null or undefined is not kept.
   *
   * @throws {TypeError} `maxAge` is no number.
   */
  async read(
    key: string,
    options: CacheOptions | undefined,
    load: (outcome: CacheOutcome) => Promise<unknown>,
  ): Promise<unknown> {
    const { forceFetch = false, staleWhileRevalidate = 0 } = options ?? {};
    const kept = this.values.get(key);
    if (kept && !forceFetch && !kept.isExpired()) return kept.value;
    const maxAge = maxAgeOf(options?.maxAge);
    const fetch = (outcome: CacheOutcome): Promise<unknown> => this.#fetchOnce(key, outcome, maxAge, load);
    if (forceFetch) return fetch('forced');
    if (!kept) return fetch('miss');
    if (!kept.isUsableFor(staleWhileRevalidate)) return fetch('expired');
    if (!this.#running(key)) fetch('stale').catch(reportStale);
    return kept.value;
  }

  /** @param maxAge - In seconds; 0 or less: it is not kept. */
  add(key: string, value: unknown, maxAge: number): void {
    if (maxAge > 0) this.values.set(key, new ExpirableValue(value, maxAge));
  }

  /** Forgets the values under the keys that `isMeant` says; what is on its way for them is kept no more. */
  forget(isMeant: (key: string) => boolean = () => true): void {
    for (const key of [...this.values.keys(), ...this.#fetches.keys()]) {
      if (!isMeant(key)) continue;
      this.values.delete(key);
      this.#fetches.delete(key);
    }
  }

  #fetchOnce(
    key: string,
    outcome: CacheOutcome,
    maxAge: number,
    load: (outcome: CacheOutcome) => Promise<unknown>,
  ): Promise<unknown> {
    const running = this.#running(key);
    const invocation = currentInvocation();
    // What began before a forced call may be older than the reason for it.
    if (running && (outcome !== 'forced' || running.outcome === 'forced')) {
      if (running.invocation === invocation && running.outcome !== 'stale') return running.promise;
      // In the background, or of another invocation, whose end may have cut it off: that is no failure of this call.
      return running.promise.catch(() => this.#fetchOnce(key, outcome, maxAge, load));
    }
    const fetch: Fetch = { outcome, invocation, began: Date.now(), promise: Promise.resolve() };
    fetch.promise = load(outcome).then(
      (value) => {
        if (this.#settle(key, fetch) && value !== undefined && value !== null) this.add(key, value, maxAge);
        return value;
      },
      (error) => {
        this.#settle(key, fetch);
        throw error;
      },
    );
    this.#fetches.set(key, fetch);
    return fetch.promise;
  }

  #running(key: string): Fetch | undefined {
    const fetch = this.#fetches.get(key);
    return fetch && Date.now() - fetch.began < LONGEST_FETCH_MILLIS ? fetch : undefined;
  }

  /** Whether the fetch is still the one for the key, and not superseded. */
  #settle(key: string, fetch: Fetch): boolean {
    return this.#fetches.get(key) === fetch && this.#fetches.delete(key);
  }
}

function reportStale(error: unknown): void {
  diag.warn('otel-powertools: a parameter could not be refreshed; its last value stays in use.', error);
}
