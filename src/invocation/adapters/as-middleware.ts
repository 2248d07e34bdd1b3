import { type Context, context, ROOT_CONTEXT } from '@opentelemetry/api';
import {
  canEnterContext,
  EnteredContext,
  enterAgain,
  enterUntilLeft,
  isStrayContext,
} from '../context/context-manager.js';
import type { DurableContext } from '../durable-context.js';
import type { Invocation } from '../invocation.js';
import type { LambdaContext } from '../lambda-context.js';
import type { Utility } from '../utility.js';
import { joining, type Runner } from './runner.js';

/** What is used of a request of Middy 5, 6 and 7. */
interface MiddyRequest<TEvent = unknown> {
  /** What the handler gets as its event; a middleware may replace it. */
  event: TEvent;
  /** What Lambda passed as the context, or what a durable function is passed in place of it. */
  readonly context: LambdaContext | DurableContext;
  /** What the handler has answered. */
  response?: unknown;
  /** What a middleware has answered in place of the handler. */
  earlyResponse?: unknown;
  /** What the handler, or a middleware, threw. */
  readonly error?: unknown;
  /** What middlewares keep for each other. */
  readonly internal: Record<string, unknown>;
}

/**
 * A utility for `withPowertools(handler, { use: [...] })`, and a middleware for `middy(handler).use(...)`.
 *
 * @typeParam TEvent - What the handler gets as its event afterwards, where the utility makes it. Default: unknown.
 */
export interface UtilityMiddleware<TEvent = unknown> extends Utility {
  /** Runs the utility up to where it calls what it wraps. */
  before(request: MiddyRequest<TEvent>): unknown;
  /** Goes on with it, with what was answered. */
  after(request: MiddyRequest<TEvent>): Promise<void> | undefined;
  /** Goes on with it, with what was thrown. */
  onError(request: MiddyRequest<TEvent>): Promise<void> | undefined;
}

/** Where Powertools' `cleanupMiddlewares` looks when a middleware answers in place of the handler. */
const CLEANUP_PREFIX = 'powertools-for-aws.';

/**
 * Makes a Middy middleware of a utility, whose `next` lasts from `before` to `after` or `onError`.
 *
 * @param runner - How it is run where there is no `withPowertools`. Default: no invocation is begun for it.
 */
export function asMiddleware(utility: Utility, runner: Runner = joining): UtilityMiddleware {
  // Middy may have one `internal` for all requests, so what is called there is told to which it belongs.
  const cleanUp = (request: MiddyRequest): Promise<void> | undefined => requests.get(request)?.cleanUp(utility);
  return {
    name: utility.name,
    wrap: (invocation, next) => utility.wrap(invocation, next),
    // Not asynchronous: what it enters has to stay for what Middy calls next.
    before(request) {
      if (runner.isOff?.()) return undefined;
      request.internal[CLEANUP_PREFIX + utility.name] = cleanUp;
      return wrappedRequest(request).begin(utility, runner);
    },
    after: (request) => requests.get(request)?.succeed(utility),
    onError: (request) => requests.get(request)?.fail(utility),
  };
}

const requests = new WeakMap<MiddyRequest, WrappedRequest>();

function wrappedRequest(request: MiddyRequest): WrappedRequest {
  const wrapped = requests.get(request) ?? new WrappedRequest(request);
  requests.set(request, wrapped);
  return wrapped;
}

/** A utility that wraps a request, from its beginning to its end. */
class UtilityCall {
  readonly utility: Utility;
  readonly runner: Runner;
  /** What the utility makes of it in the end. */
  done: Promise<unknown> = Promise.resolve();
  /** The context that the handler is to run in; undefined until the utility calls what it wraps. */
  active: Context | undefined;
  /** What was in force before that. */
  below: Context | undefined;
  resolve: (response: unknown) => void = ignore;
  reject: (error: unknown) => void = ignore;
  #invocation: Invocation | undefined;
  #reached: () => void = ignore;

  constructor(utility: Utility, runner: Runner) {
    this.utility = utility;
    this.runner = runner;
  }

  begin(request: MiddyRequest, lambdaContext: LambdaContext | DurableContext): void {
    const { event } = request;
    const step = (invocation: Invocation): Promise<unknown> =>
      this.utility.wrap(invocation, () => {
        this.#invocation = invocation;
        this.active = context.active();
        if (invocation.event !== event) request.event = invocation.event;
        this.#reached();
        return new Promise((resolve, reject) => {
          this.resolve = resolve;
          this.reject = reject;
        });
      });
    const isDetached = this.runner !== joining && !canEnterContext();
    // Middy 5 has one place for every answer.
    const isOver = (): boolean => (request.earlyResponse ?? request.response) !== undefined;
    this.done = this.runner.run(step, { event, lambdaContext, isDetached, isOver });
    // Whoever ends the call hears of it.
    this.done.catch(ignore);
  }

  /** Waits until the utility calls what it wraps, or has answered in its place. */
  reachedOrDone(): Promise<unknown> {
    const reached = new Promise<void>((resolve) => {
      this.#reached = resolve;
    });
    return Promise.race([reached, this.done]);
  }

  noteHandlerCall(): void {
    this.#invocation?.noteHandlerCall();
  }
}

/** A request of Middy with the utilities that wrap it, the outermost first. */
class WrappedRequest {
  readonly #request: MiddyRequest;
  readonly #lambdaContext: LambdaContext | DurableContext;
  readonly #calls: UtilityCall[] = [];
  #entered: EnteredContext | undefined;

  constructor(request: MiddyRequest) {
    this.#request = request;
    this.#lambdaContext = request.context;
  }

  /** Begins to run `utility`. Gives Middy what it answers in place of the handler, if it does. */
  begin(utility: Utility, runner: Runner): Promise<unknown> | undefined {
    const call = new UtilityCall(utility, runner);
    this.#calls.push(call);
    const active = this.#entered?.context;
    if (active) context.with(active, () => call.begin(this.#request, this.#lambdaContext));
    else call.begin(this.#request, this.#lambdaContext);
    if (!call.active) return this.#beginLater(call);
    this.#enter(call, call.active);
    return undefined;
  }

  async #beginLater(call: UtilityCall): Promise<unknown> {
    try {
      await call.reachedOrDone();
    } catch (error) {
      this.#leave(call);
      throw error;
    }
    if (!call.active) return this.#answer(await this.#end(call));
    this.#enter(call, call.active);
    return undefined;
  }

  async succeed(utility: Utility): Promise<void> {
    const call = this.#find(utility);
    if (!call) return;
    call.noteHandlerCall();
    this.#request.response = await this.#end(call, this.#request.response);
  }

  async fail(utility: Utility): Promise<void> {
    const call = this.#find(utility);
    if (!call) return;
    const { error } = this.#request;
    call.reject(error);
    try {
      this.#request.response = await this.#end(call);
    } catch (failure) {
      if (failure !== error) throw failure;
    }
  }

  /** Somebody has answered in place of the handler: ends `utility` and what it wraps, as far as it need not know the answer. */
  async cleanUp(utility: Utility): Promise<void> {
    const call = this.#find(utility);
    if (!call) return;
    for (const inner of this.#calls.slice(this.#calls.indexOf(call)).toReversed()) {
      if (inner.runner !== joining) await this.#end(inner, this.#request.earlyResponse);
    }
  }

  /** Answers in place of the handler. Middy then leaves out the `after` of the middlewares before this one. */
  async #answer(response: unknown): Promise<unknown> {
    let answer = response;
    for (const call of this.#calls.toReversed()) answer = await this.#end(call, answer);
    if (answer !== undefined) this.#request.earlyResponse = answer;
    // From Middy 6 on it is an answer that there is the property, whatever is set.
    else Object.defineProperty(this.#request, 'earlyResponse', { get: ignore, set: ignore, configurable: true });
    // Of other copies of this package, and of Powertools.
    for (const [key, cleanUp] of Object.entries(this.#request.internal)) {
      if (key.startsWith(CLEANUP_PREFIX) && typeof cleanUp === 'function') await cleanUp(this.#request);
    }
    // Middy 5 takes undefined for no answer. It takes null, which is what Lambda makes of undefined.
    return answer === undefined ? null : answer;
  }

  async #end(call: UtilityCall, response?: unknown): Promise<unknown> {
    call.resolve(response);
    try {
      return await call.done;
    } finally {
      this.#leave(call);
    }
  }

  #find(utility: Utility): UtilityCall | undefined {
    return this.#calls.findLast((call) => call.utility === utility);
  }

  /** Makes `active` the context of what Middy calls next. */
  #enter(call: UtilityCall, active: Context): void {
    if (this.#entered) {
      call.below = this.#entered.context;
      this.#entered.context = active;
      return;
    }
    const below = isStrayContext(this.#lambdaContext) ? ROOT_CONTEXT : context.active();
    if (active === below || !canEnterContext()) return;
    call.below = below;
    this.#entered = new EnteredContext(active, this.#lambdaContext);
    enterUntilLeft(this.#entered);
    this.#enterAtHandler(this.#entered);
  }

  /**
   * Up to Middy 6, middlewares run in a function of their own: what they enter after the first `await` is lost to the one
   * that calls the handler. That one reads the request's context right before, so this is where it finds its way.
   */
  #enterAtHandler(entered: EnteredContext): void {
    let lambdaContext = this.#lambdaContext;
    Object.defineProperty(this.#request, 'context', {
      get: () => {
        if (this.#calls.length > 0) enterAgain(entered);
        return lambdaContext;
      },
      set: (given) => {
        lambdaContext = given;
      },
      enumerable: true,
      configurable: true,
    });
  }

  #leave(call: UtilityCall): void {
    const index = this.#calls.indexOf(call);
    if (index >= 0) this.#calls.splice(index, 1);
    if (call.below && this.#entered) this.#entered.context = call.below;
  }
}

function ignore(): undefined {
  return undefined;
}
