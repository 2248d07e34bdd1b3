import { writeSync } from 'node:fs';
import { eventText } from './event.mjs';

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** Invokes `handler` from the first time on, and writes what each range of invocations took to descriptor 3. */
export const serve = async (handler) => {
  const { ranges } = JSON.parse(process.argv[2]);
  const report = [];
  for (const [first, last] of ranges) {
    let awaited = 0;
    let turned = 0;
    const before = process.cpuUsage();
    for (let number = first; number <= last; number += 1) {
      const id = number.toString(16).padStart(8, '0');
      process.env._X_AMZN_TRACE_ID = `Root=1-${id}-abcdef012345678912345678;Parent=53995c3f${id};Sampled=1`;
      const context = {
        functionName: 'orders',
        functionVersion: '$LATEST',
        invokedFunctionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:orders',
        memoryLimitInMB: '1024',
        awsRequestId: `c6af9ac6-7b61-11e6-9a41-93e8${id}`,
        getRemainingTimeInMillis: () => 30_000,
      };
      const event = JSON.parse(eventText(number));
      const start = performance.now();
      await handler(event, context);
      awaited += performance.now() - start;
      // What was sent and not awaited goes out here.
      await turn();
      turned += performance.now() - start;
    }
    const count = last - first + 1;
    const { user, system } = process.cpuUsage(before);
    report.push({
      awaited: (awaited * 1000) / count,
      turned: (turned * 1000) / count,
      processor: (user + system) / count,
    });
  }
  writeSync(3, JSON.stringify(report));
};
