const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Invokes `handler` in batches, as benchmarks/invocation/run.mjs asks for them, and answers with what they took. */
export const serve = async (handler) => {
  let number = 0;
  const invokeMany = async (many) => {
    let awaited = 0;
    for (let i = 0; i < many; i += 1) {
      number += 1;
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
      const start = performance.now();
      await handler({ order_id: 'A-1001', total: 12.5 }, context);
      awaited += performance.now() - start;
      // Between two invocations the runtime polls for the next one: what was sent and not awaited goes out here.
      await turn();
    }
    return awaited;
  };

  const heapBytes = async (many) => {
    globalThis.gc();
    const before = process.memoryUsage().heapUsed;
    await invokeMany(many);
    return (process.memoryUsage().heapUsed - before) / many;
  };

  const times = async (many) => {
    // The first ones after a pause find cold caches, which is another cost than the one that is measured.
    await invokeMany(500);
    const cpu = process.cpuUsage();
    const start = performance.now();
    const awaited = await invokeMany(many);
    const all = performance.now() - start;
    const { user, system } = process.cpuUsage(cpu);
    return { all: (all * 1000) / many, awaited: (awaited * 1000) / many, cpu: (user + system) / many };
  };

  // V8 needs thousands of invocations until it has compiled a path for good.
  await invokeMany(20_000);
  process.on('message', async ({ what, count }) => {
    if (what === 'end') process.disconnect();
    else process.send(what === 'heap' ? await heapBytes(count) : await times(count));
  });
  process.send('ready');
};
