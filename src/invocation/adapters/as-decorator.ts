import { type DurableContext, isDurableContext } from '../durable-context.js';
import type { Invocation } from '../invocation.js';
import { isLambdaContext, type LambdaContext } from '../lambda-context.js';
import type { Utility } from '../utility.js';
import { type MethodDecorator, methodDecorator } from './method-decorator.js';
import { joining, type Runner } from './runner.js';

/**
 * The decorator that runs a method through `utility`: its event is the first argument, which `utility` may replace. The
 * method becomes asynchronous.
 *
 * @param runner - How it is run where there is no `withPowertools`. Default: no invocation is begun for it.
 */
export function asDecorator(utility: Utility, runner: Runner = joining): MethodDecorator {
  return methodDecorator(
    (method) =>
      function (this: unknown, ...args: unknown[]): unknown {
        if (runner.isOff?.()) return Reflect.apply(method, this, args);
        const [event, ...others] = args;
        const step = (invocation: Invocation): Promise<unknown> =>
          utility.wrap(invocation, async () => {
            invocation.noteHandlerCall();
            if (invocation.event !== event) args[0] = invocation.event;
            return Reflect.apply(method, this, args);
          });
        return runner.run(step, { event, lambdaContext: others.find(isContext) });
      },
  );
}

/** Lambda's context, or that of a durable function: who runs the invocation looks for Lambda's inside it. */
function isContext(value: unknown): value is LambdaContext | DurableContext {
  return isLambdaContext(value) || isDurableContext(value);
}
