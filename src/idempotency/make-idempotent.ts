import type { AnyFunction } from '../invocation/adapters/method-decorator.js';
import { deadlineOf, endOf } from '../invocation/deadline-guard.js';
import { isLambdaContext, type LambdaContext } from '../invocation/lambda-context.js';
import { currentInvocation } from '../invocation/scope.js';
import type { JSONValue } from '../shared/json.js';
import type { IdempotencyConfig } from './idempotency-config.js';
import { type Call, type IdempotencyOptions, Operation } from './operation.js';
import type { BasePersistenceLayer } from './persistence/base-persistence-layer.js';

/** Options for a function with these parameters: a Lambda handler's payload is always its event. */
export type ItempotentFunctionOptions<Args extends unknown[]> = Args[1] extends LambdaContext
  ? IdempotencyOptions & { readonly dataIndexArgument?: never }
  : IdempotencyOptions & {
      /** Which argument is the payload, from 0. Default: the first. */
      readonly dataIndexArgument?: number | undefined;
    };

/** A function of a given receiver, parameters and result. */
export type IdempotentFunction<This, Args extends unknown[], Result> = (
  this: This,
  ...args: Args
) => Promise<Awaited<Result>>;

/** A function that is idempotent, what it was called with, and how it is. */
export interface IdempotencyHandlerOptions {
  /** The function. */
  readonly functionToMakeIdempotent: AnyFunction;
  /** What it was called with. */
  readonly functionArguments: unknown[];
  /** What of that makes the key. */
  readonly functionPayloadToBeHashed: JSONValue;
  /** Its settings. */
  readonly idempotencyConfig: IdempotencyConfig;
  /** What its keys begin with. Default: the name of the Lambda function. */
  readonly keyPrefix?: string | undefined;
  /** Where its records are kept. */
  readonly persistenceStore: BasePersistenceLayer;
  /** The receiver that it was called on. */
  readonly thisArg?: unknown;
}

/**
 * Makes a function run once for each key: a later call with the same key gets the stored result of the first. Works for
 * a Lambda handler and for any other function. If the function fails, nothing is stored and a later call runs it again.
 *
 * @throws {IdempotencyAlreadyInProgressError} as a rejection: an equal call is running (see `onInProgress`).
 * @throws {IdempotencyValidationError} as a rejection: the same key with another payload.
 * @throws {IdempotencyKeyError} as a rejection: no key, where one is demanded.
 * @throws {IdempotencyPersistenceLayerError} as a rejection: the store failed.
 * @example
 * ```ts
 * const charge = makeIdempotent(chargeCard, {
 *   persistenceStore: new DynamoDBPersistenceLayer({ tableName: 'idempotency' }),
 *   config: new IdempotencyConfig({ eventKeyJmesPath: 'payment_id' }),
 *   keyPrefix: 'charge',
 * });
 * ```
 */
export function makeIdempotent<This, Args extends unknown[], Result>(
  fn: (this: This, ...args: Args) => Result,
  options: ItempotentFunctionOptions<Args>,
): IdempotentFunction<This, Args, Result> {
  const { dataIndexArgument = 0 } = options;
  const operation = new Operation(options);
  return function (this: This, ...args: Args): Promise<Awaited<Result>> {
    const handlerContext = handlerContextOf(args[1]);
    const payload = args[handlerContext ? 0 : dataIndexArgument];
    const call = handlerContext ? callOf(handlerContext, operation) : { deadline: currentInvocation().deadline };
    // What is returned is the function's result, or the stored copy of one.
    return operation.run(payload, call, () => fn.apply(this, args)) as Promise<Awaited<Result>>;
  };
}

/** What is used of the second argument of a handler: Lambda's context, or that of a durable function round it. */
interface HandlerContext {
  readonly getRemainingTimeInMillis?: unknown;
  readonly lambdaContext?: unknown;
  readonly step?: unknown;
  readonly durableExecutionMode?: unknown;
}

function handlerContextOf(argument: unknown): HandlerContext | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const context: HandlerContext = argument;
  const isContext = typeof context.getRemainingTimeInMillis === 'function' || typeof context.step === 'function';
  return isContext ? context : undefined;
}

function callOf(handlerContext: HandlerContext, { config }: Operation): Call {
  const context = handlerContext.lambdaContext ?? handlerContext;
  const isReplay = handlerContext.durableExecutionMode === 'ReplayMode';
  if (!isLambdaContext(context)) return { deadline: currentInvocation().deadline, isReplay };
  // For functions that the handler calls, where it is not wrapped by withPowertools.
  config.registerLambdaContext(context);
  return { deadline: deadlineOf(context), isOverAt: endOf(context), isReplay };
}
