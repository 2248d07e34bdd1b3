import { type Context, context } from '@opentelemetry/api';

type AnyGenerator = Generator<unknown, unknown, unknown> | AsyncGenerator<unknown, unknown, unknown>;

interface Followed {
  readonly context: Context;
  succeed(response: unknown): void;
  fail(error: unknown): void;
}

export const isGenerator = (value: unknown): value is AnyGenerator => {
  try {
    const tag = Object.prototype.toString.call(value);
    return tag === '[object Generator]' || tag === '[object AsyncGenerator]';
  } catch {
    // A proxy whose getter for the tag throws.
    return false;
  }
};

type Step = IteratorResult<unknown, unknown>;

/** A generator over the same values. Its body runs in the call's context, wherever it is iterated. */
export const followGenerator = <T extends AnyGenerator>(call: Followed, generator: T): T => {
  const seen = (step: Step): Step => {
    if (step.done) call.succeed(step.value);
    return step;
  };
  const failed = (error: unknown): never => {
    call.fail(error);
    throw error;
  };
  const advance = (method: 'next' | 'return' | 'throw') => ({
    value: (...args: unknown[]): Step | Promise<Step> => {
      try {
        const step = context.with(call.context, () => Reflect.apply(generator[method], generator, args));
        return step instanceof Promise ? step.then(seen, failed) : seen(step);
      } catch (error) {
        return failed(error);
      }
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
};
