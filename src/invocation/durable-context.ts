import type { Pending } from '../shared/pending.js';
import { warnOnce } from '../shared/process-state.js';
import { asArray, asObject, attempt } from '../shared/unknown.js';
import { isLambdaContext, type LambdaContext } from './lambda-context.js';

/**
 * What `withDurableExecution` of `@aws/durable-execution-sdk-js` calls a handler with in place of Lambda's context, which is
 * inside it: the part that is read.
 */
export interface DurableContext {
  /** The context that Lambda called the function with. */
  readonly lambdaContext: LambdaContext;
  /** Which execution it is: one runs over several invocations. */
  readonly executionContext: { readonly durableExecutionArn: string };
}

export function isDurableContext(value: unknown): value is DurableContext {
  if (typeof value !== 'object' || value === null) return false;
  // A context of a stranger may have getters that throw.
  return attempt(() => hasExecution(value)) === true;
}

/** What a handler may be called with as its context. */
export type AnyContext = LambdaContext | DurableContext | undefined;

interface Contexts {
  readonly lambdaContext: LambdaContext | undefined;
  readonly durableContext?: DurableContext | undefined;
}

/** A call with Lambda's own context, where that of a durable function stood in its place. */
export function readDurable<Call extends { readonly lambdaContext: AnyContext }>(
  call: Call,
): Omit<Call, 'lambdaContext'> & Contexts {
  const { lambdaContext } = call;
  if (isDurableContext(lambdaContext))
    return { ...call, lambdaContext: lambdaContext.lambdaContext, durableContext: lambdaContext };
  // Not copied, in each invocation, only for the compiler to see what was asked just now.
  return call as Call & Contexts;
}

/**
 * Whether the handler goes again over what an earlier invocation of its execution has done already, and has not come to
 * anything new yet. What it says now was said then. A context that does not tell is taken for one that does something new.
 */
export function isReplaying(context: DurableContext): boolean {
  // What the SDK's own logger asks, before each line: it also knows which branch of the execution is running.
  const shouldLog: unknown = Reflect.get(context, 'shouldLog');
  try {
    return typeof shouldLog === 'function' && Reflect.apply(shouldLog, context, []) === false;
  } catch {
    return false;
  }
}

/** The same of an invocation of which only the event is known: that with which Lambda calls `withDurableExecution`. */
export function isReplayEvent(event: unknown): boolean {
  const fields = asObject(event);
  if (typeof fields?.DurableExecutionArn !== 'string') return false;
  // The first operation is the execution itself.
  return (asArray(asObject(fields.InitialExecutionState)?.Operations)?.length ?? 0) > 1;
}

/**
 * Has `work` done when the execution is suspended, and waited for before Lambda gets its answer. The handler is left then: its
 * promise never settles, and what follows runs in another invocation.
 */
export function onSuspension(context: DurableContext, work: () => Pending): void {
  const manager = asObject(asObject(Reflect.get(context, '_executionContext'))?.terminationManager);
  const terminate: unknown = manager?.terminate;
  if (!manager || typeof terminate !== 'function') {
    warnOnce(
      'durable-context',
      'this version of @aws/durable-execution-sdk-js does not tell when it suspends an execution, so what was recorded until then goes out late or not at all. Put withPowertools round withDurableExecution. This is said once.',
    );
    return;
  }
  Reflect.set(manager, 'terminate', (options: unknown = {}) => {
    const given = asObject(options) ?? {};
    const cleanup = async (): Promise<void> => {
      if (typeof given.cleanup === 'function') await Reflect.apply(given.cleanup, given, []);
      await work();
    };
    return Reflect.apply(terminate, manager, [{ ...given, cleanup }]);
  });
}

function hasExecution(value: object): boolean {
  return (
    'lambdaContext' in value &&
    isLambdaContext(value.lambdaContext) &&
    'executionContext' in value &&
    typeof asObject(value.executionContext)?.durableExecutionArn === 'string'
  );
}
