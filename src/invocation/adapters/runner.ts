import { context } from '@opentelemetry/api';
import { deadlineOf } from '../deadline-guard.js';
import { readDurable } from '../durable-context.js';
import { Invocation } from '../invocation.js';
import type { RunCall } from '../run-call.js';
import { isOf, ownInvocation } from '../scope.js';
import type { Step } from '../utility.js';

/** How a utility is run where there is no `withPowertools`. */
export interface Runner {
  /** Whether nothing is to be done now. */
  isOff?(): boolean;
  /** Runs `step`, which runs the handler through the utility. Never throws. */
  run(step: Step, call: RunCall): Promise<unknown>;
}

/** For who needs no telemetry: runs in the invocation there is, and begins none. */
export const joining: Runner = {
  async run(step, call) {
    const read = readDurable(call);
    const outer = ownInvocation(context.active());
    if (outer && isOf(outer, read.lambdaContext)) return step(outer.calledWith(read));
    return step(new Invocation({ ...read, coldStart: false, deadline: deadlineOf(read.lambdaContext) }));
  },
};
