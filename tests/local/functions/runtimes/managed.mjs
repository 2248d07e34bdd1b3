import { setTimeout as sleep } from 'node:timers/promises';
import { isMainThread, threadId } from 'node:worker_threads';

let under = 0;
let most = 0;

const actions = {
  facts: async (_event, context) => {
    under += 1;
    most = Math.max(most, under);
    await sleep(300);
    under -= 1;
    const store = globalThis.awslambda.InvokeStore;
    return {
      own: store.getRequestId() === context.awsRequestId && store.getXRayTraceId() === context.xRayTraceId,
      variables: ['AWS_LAMBDA_MAX_CONCURRENCY', 'AWS_LAMBDA_INITIALIZATION_TYPE', '_X_AMZN_TRACE_ID'].map(
        (name) => process.env[name] ?? null,
      ),
      isMainThread,
      process: process.pid,
      thread: threadId,
      most,
    };
  },
  hang: () => sleep(60_000),
  'exit the thread': () => process.exit(1),
  log: async () => {
    await sleep(20);
    console.log('where', 'from');
  },
};

export const handler = async (event, context) => actions[event.do](event, context);
