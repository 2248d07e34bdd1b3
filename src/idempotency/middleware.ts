import { deadlineOf as deadlineFrom } from '../invocation/deadline-guard.js';
import type { LambdaContext } from '../invocation/lambda-context.js';
import { currentInvocation } from '../invocation/scope.js';
import type { Utility } from '../invocation/utility.js';
import { type IdempotencyOptions, Operation } from './operation.js';
import type { IdempotencyRecord } from './persistence/idempotency-record.js';

export type { IdempotencyOptions } from './operation.js';

/** What is used of a Middy request. */
export interface IdempotencyRequest {
  readonly event: unknown;
  readonly context: LambdaContext;
  readonly internal: Record<string, unknown>;
  response: unknown;
  earlyResponse?: unknown;
}

/** A utility for `withPowertools(handler, { use: [...] })`, and a middleware for `middy(handler).use(...)`. */
export interface IdempotencyMiddleware extends Utility {
  before(request: IdempotencyRequest): Promise<unknown>;
  after(request: IdempotencyRequest): Promise<void>;
  onError(request: IdempotencyRequest): Promise<void>;
}

/**
 * Makes a handler run once for each key; see {@link makeIdempotent}. The payload is the event.
 *
 * @example
 * ```ts
 * export const handler = withPowertools(async (event: Payment) => charge(event), {
 *   use: [makeHandlerIdempotent({ persistenceStore, config: new IdempotencyConfig({ eventKeyJmesPath: 'payment_id' }) })],
 * });
 * ```
 */
export function makeHandlerIdempotent(options: IdempotencyOptions): IdempotencyMiddleware {
  const operation = new Operation(options);
  // Only a request that holds a claim is here: a duplicate that fails must not touch the record of the first.
  const claims = new WeakMap<IdempotencyRequest, IdempotencyRecord>();
  const takeClaim = (request: IdempotencyRequest): IdempotencyRecord | undefined => {
    const claim = claims.get(request);
    claims.delete(request);
    return claim;
  };
  return {
    name: 'idempotency',
    wrap: (invocation, next) => operation.run(invocation.event, { deadline: invocation.deadline }, next),
    async before(request) {
      const start = await operation.start(request.event, { deadline: deadlineOf(request, operation) });
      if (start.action === 'run') claims.set(request, start.claim);
      if (start.action !== 'return') return undefined;
      await cleanUp(request);
      // Middy 6 answers with this even if it is undefined; before, only with what is returned and is not.
      request.earlyResponse = start.response;
      return start.response;
    },
    async after(request) {
      const claim = takeClaim(request);
      if (claim) request.response = await operation.complete(claim, request.response);
    },
    async onError(request) {
      const claim = takeClaim(request);
      if (claim) await operation.release(claim);
    },
  };
}

const CLEANUP_KEYS = ['tracer', 'metrics', 'logger'].map((utility) => `powertools-for-aws.${utility}`);

/** Answering in place of the handler skips the `after` of the middlewares before this one; they leave what to do here. */
async function cleanUp(request: IdempotencyRequest): Promise<void> {
  for (const key of CLEANUP_KEYS) {
    const clean = Object.hasOwn(request.internal, key) ? request.internal[key] : undefined;
    if (typeof clean === 'function') await clean(request);
  }
}

function deadlineOf({ context }: IdempotencyRequest, { config }: Operation): number | undefined {
  if (typeof context?.getRemainingTimeInMillis !== 'function') return currentInvocation().deadline;
  // For functions that the handler calls.
  config.registerLambdaContext(context);
  return deadlineFrom(context);
}
