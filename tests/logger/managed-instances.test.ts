import { describe, expect, it } from 'vitest';
import { linesOf } from './run.js';

const RUNTIME = `
import { AsyncLocalStorage } from 'node:async_hooks';
const storage = new AsyncLocalStorage();
globalThis.awslambda = { InvokeStore: { getContext: () => storage.getStore() } };
`;

describe('where Lambda lets invocations overlap and keeps a context for each, Logger', () => {
  it('does not mix the keys and facts of Middy handlers', async () => {
    const lines = await linesOf(
      `${RUNTIME}
      const logger = new Logger();
      const handler = middy(async ({ n }) => {
        logger.appendKeys({ own: n });
        await sleep(10 * n);
        logger.info('half');
        await sleep(10);
        logger.info('done');
      }).use(injectLambdaContext(logger, { resetKeys: true }));
      await Promise.all([1, 2, 3].map((n) =>
        storage.run({}, () => handler({ n }, lambdaContext({ awsRequestId: 'request-' + n })))));
      `,
      { AWS_LAMBDA_MAX_CONCURRENCY: '10' },
    );

    expect(lines).toHaveLength(6);
    for (const { own, function_request_id: request } of lines) expect(request).toBe(`request-${own}`);
    expect(lines.map(({ own }) => own).sort()).toEqual([1, 1, 2, 2, 3, 3]);
  });
});
