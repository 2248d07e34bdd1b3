// Runs in each fresh process, bundled with its subject. It imports nothing, so that what a handler needs of Node.js is
// loaded by the handler: an IPC channel, for one, would bring node:dgram. It reports on file descriptor 3.
import { text } from './events.mjs';

const turn = () => new Promise((resolve) => setImmediate(resolve));

const processorTime = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/**
 * Invokes `handler` from its first invocation on, as the argument of the process says, and reports. `ranges` are numbers
 * of invocations, `[first, last]`, without a gap; of `heap` and `profile` the last one is measured.
 */
export const serve = async (handler) => {
  const { mode, ranges } = JSON.parse(process.argv[2]);
  const sum = { awaited: 0, turned: 0 };

  const invoke = async (number) => {
    const id = number.toString(16).padStart(8, '0');
    process.env._X_AMZN_TRACE_ID = `Root=1-${id}-abcdef012345678912345678;Parent=53995c3f${id};Sampled=1`;
    const context = {
      functionName: 'orders',
      functionVersion: '$LATEST',
      invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
      memoryLimitInMB: '1024',
      awsRequestId: `c6af9ac6-7b61-11e6-9a41-93e8${id}`,
      getRemainingTimeInMillis: () => 600_000,
    };
    const event = JSON.parse(text);
    const start = performance.now();
    await handler(event, context);
    const answered = performance.now();
    // Between two invocations the runtime polls for the next one: what was sent and not awaited goes out here.
    await turn();
    sum.awaited += answered - start;
    sum.turned += performance.now() - start;
  };

  const invokeAll = async ([first, last]) => {
    for (let number = first; number <= last; number += 1) await invoke(number);
  };

  const timed = async (range) => {
    const count = range[1] - range[0] + 1;
    sum.awaited = 0;
    sum.turned = 0;
    const start = processorTime();
    await invokeAll(range);
    const processor = processorTime() - start;
    return {
      awaited: (1000 * sum.awaited) / count,
      turned: (1000 * sum.turned) / count,
      processor: processor / count,
    };
  };

  const times = async () => {
    const reports = [];
    for (const range of ranges) reports.push(await timed(range));
    return reports;
  };

  const beforeLast = async () => {
    for (const range of ranges.slice(0, -1)) await invokeAll(range);
    return ranges.at(-1);
  };

  const heap = async () => {
    const range = await beforeLast();
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    await invokeAll(range);
    return (process.memoryUsage().heapUsed - before) / (range[1] - range[0] + 1);
  };

  const profile = async () => {
    const range = await beforeLast();
    const { Session } = process.getBuiltinModule('node:inspector');
    const session = new Session();
    session.connect();
    session.post('Profiler.enable');
    session.post('Profiler.setSamplingInterval', { interval: 100 });
    session.post('Profiler.start');
    await invokeAll(range);
    return new Promise((resolve) => session.post('Profiler.stop', (_error, { profile }) => resolve(profile)));
  };

  // The clocks' own first calls are not the handler's.
  performance.now();
  processorTime();
  // The runtime asks for the first event over HTTP: what a module has put off behind its evaluation is done by then.
  await turn();
  const report = await { times, heap, profile }[mode]();
  const bytes = Buffer.from(JSON.stringify(report));
  const { writeSync } = process.getBuiltinModule('node:fs');
  for (let written = 0; written < bytes.length; ) written += writeSync(3, bytes, written);
  process.exit(0);
};
