import { type Context, context } from '@opentelemetry/api';

type AnyGenerator = Generator<unknown, unknown, unknown> | AsyncGenerator<unknown, unknown, unknown>;

interface Followed {
  readonly context: Context;
  succeed(response: unknown): void;
  fail(error: unknown): void;
}

/** Whether a call of the function runs nothing of it until its generator is iterated. */
export function isGeneratorFunction(value: unknown): boolean {
  const tag = tagOf(value);
  return tag === '[object GeneratorFunction]' || tag === '[object AsyncGeneratorFunction]';
}

export function isGenerator(value: unknown): value is AnyGenerator {
  const tag = tagOf(value);
  return tag === '[object Generator]' || tag === '[object AsyncGenerator]';
}

type Step = IteratorResult<unknown, unknown>;

/**
 * A generator over the same values. `begin` is called at the first `next()`: a generator that nobody iterates has no call.
 * The body runs in the call's context, wherever it is iterated; without a call it is only passed on.
 */
export function followGenerator<T extends AnyGenerator>(begin: () => Followed | undefined, generator: T): T {
  let begun = false;
  let call: Followed | undefined;
  const callOf = (method: 'next' | 'return' | 'throw'): Followed | undefined => {
    // What is left before it was entered never runs.
    if (!begun) call = method === 'next' ? begin() : undefined;
    begun = true;
    return call;
  };
  const advance = (method: 'next' | 'return' | 'throw') => ({
    value: (...args: unknown[]): Step | Promise<Step> => {
      const advanceIt = (): Step | Promise<Step> => Reflect.apply(generator[method], generator, args);
      const followed = callOf(method);
      return followed ? follow(followed, advanceIt) : advanceIt();
    },
    configurable: true,
    writable: true,
  });
  // The prototype keeps what else generators have: iteration, iterator helpers, disposal. All of it goes through these.
  return Object.create(Object.getPrototypeOf(generator), {
    next: advance('next'),
    return: advance('return'),
    throw: advance('throw'),
  });
}

function tagOf(value: unknown): string | undefined {
  try {
    return Object.prototype.toString.call(value);
  } catch {
    // A proxy whose getter for the tag throws.
    return undefined;
  }
}

function follow(call: Followed, advance: () => Step | Promise<Step>): Step | Promise<Step> {
  const seen = (step: Step): Step => {
    if (step.done) call.succeed(step.value);
    return step;
  };
  const failed = (error: unknown): never => {
    call.fail(error);
    throw error;
  };
  try {
    const step = context.with(call.context, advance);
    return step instanceof Promise ? step.then(seen, failed) : seen(step);
  } catch (error) {
    return failed(error);
  }
}
