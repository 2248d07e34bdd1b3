import { InvokeStore, InvokeStoreBase } from '@aws/lambda-invoke-store';
import { endOfInvocationMark } from '../environment/output-reader.js';
import { type CurrentInvocation, patchConsole } from './console/patch-console.js';
import { DOCTOR_VARIABLE } from './doctor-member.js';
import type { Generation } from './generation.js';
import { loadHandler } from './load-handler.js';
import { reportToDoctor } from './report-to-doctor.js';
import { runInvocation } from './run-invocation.js';
import type { NextInvocation, RuntimeClient } from './runtime-client.js';
import { defineGlobalAwsLambda } from './streaming/response-stream.js';

export interface ServeOptions {
  readonly client: RuntimeClient;
  readonly generation: Generation;
  /** Whether the next invocation is taken before the one before is done. */
  readonly overlaps: boolean;
  readonly typescriptLoader: URL;
  /** Called with the id of each invocation before its handler is called. */
  readonly onInvocation: (requestId: string) => void;
}

/** Loads the handler, and calls it with one invocation after the other, or with many at a time. */
export async function serve(options: ServeOptions): Promise<never> {
  const { client, generation, overlaps, onInvocation } = options;
  // Kept from before the handler's code could replace them.
  const outputs = [process.stdout, process.stderr].map((stream) => stream.write.bind(stream));
  const [stdout = process.stdout.write] = outputs;
  const around = generation === 4 ? await storedInvocation() : singleInvocation();
  patchConsole({ overlaps, current: around.current, write: (text) => process.stdout.write(text) });
  defineGlobalAwsLambda();
  const { _HANDLER = '', LAMBDA_TASK_ROOT = process.cwd() } = process.env;
  const handler = await loadHandler(_HANDLER, LAMBDA_TASK_ROOT, options);
  const work = async (invocation: NextInvocation): Promise<void> => {
    await around.run(invocation, () => runInvocation(handler, invocation, client, generation));
    if (process.env[DOCTOR_VARIABLE]) await reportToDoctor(stdout);
    await endOutput(invocation.requestId, outputs);
  };
  for (;;) {
    const invocation = await client.next().catch(() => process.exit(0));
    onInvocation(invocation.requestId);
    if (overlaps) {
      void work(invocation);
      continue;
    }
    if (invocation.traceHeader === undefined) delete process.env._X_AMZN_TRACE_ID;
    else process.env._X_AMZN_TRACE_ID = invocation.traceHeader;
    await work(invocation);
  }
}

/** Lets code find the invocation that it runs in. */
interface InvocationScope {
  readonly current: CurrentInvocation;
  run<T>(invocation: NextInvocation, work: () => T): T;
}

/** As the runtime up to Node.js 22: there is one invocation, the one that came last. */
function singleInvocation(): InvocationScope {
  let last: NextInvocation | undefined;
  return {
    current: { requestId: () => last?.requestId, tenantId: () => last?.tenantId },
    run: (invocation, work) => {
      last = invocation;
      return work();
    },
  };
}

/** As the runtime from Node.js 24 on: by `InvokeStore`, which keeps invocations apart where they overlap. */
async function storedInvocation(): Promise<InvocationScope> {
  const store = await InvokeStore.getInstanceAsync();
  const { REQUEST_ID, X_RAY_TRACE_ID } = InvokeStoreBase.PROTECTED_KEYS;
  return {
    current: { requestId: () => store.getRequestId(), tenantId: () => store.getTenantId() },
    run: ({ requestId, traceHeader }, work) =>
      store.run({ [REQUEST_ID]: requestId, [X_RAY_TRACE_ID]: traceHeader }, work),
  };
}

/** Marks the end of an invocation's output, and waits until all of it has left this process. */
async function endOutput(ended: string, outputs: readonly NodeJS.WriteStream['write'][]): Promise<void> {
  const mark = endOfInvocationMark(ended);
  await Promise.all(outputs.map((write) => new Promise<void>((resolve) => write(mark, () => resolve()))));
}
