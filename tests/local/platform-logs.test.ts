import { beforeAll, describe, expect, it } from 'vitest';
import { buildCommand, start } from './support/runtime.js';

let bin = '';
beforeAll(async () => {
  bin = await buildCommand();
});

const MEMORY = process.platform === 'linux' ? 'Max Memory Used: \\d+ MB\\t' : '';

describe("Lambda's own log lines, where they are asked for", () => {
  const invokeTwice = async (env: Readonly<Record<string, string>>) => {
    const lambda = await start(bin, { functions: ['behaviour.handler'], timeoutMillis: 1000, platformLogs: true, env });
    const cold = await lambda.invoke('behaviour', { do: 'throw text' });
    const warm = await lambda.invoke('behaviour', { do: 'hang' });
    await lambda.close();
    return [cold, warm];
  };

  it('are text round the lines of the function', async () => {
    const [cold, warm] = await invokeTwice({});
    const times = 'Duration: \\d+\\.\\d\\d ms\\tBilled Duration: \\d+ ms\\tMemory Size: 128 MB\\t';
    const init = 'Init Duration: \\d+\\.\\d\\d ms\\t';
    const trace = 'XRAY TraceId: 1-\\S+\\tSegmentId: \\S+\\tSampled: true\\t';
    expect(cold?.logs.map(({ text }) => text)).toEqual([
      `START RequestId: ${cold?.requestId} Version: $LATEST`,
      `END RequestId: ${cold?.requestId}`,
      expect.stringMatching(
        `^REPORT RequestId: ${cold?.requestId}\\t${times}${MEMORY}${init}${trace}Status: error\\t$`,
      ),
    ]);
    expect(warm?.logs.map(({ text }) => text)).toEqual([
      `START RequestId: ${warm?.requestId} Version: $LATEST`,
      expect.stringMatching(/about to hang$/),
      `END RequestId: ${warm?.requestId}`,
      expect.stringMatching(`^REPORT RequestId: ${warm?.requestId}\\t${times}${MEMORY}${trace}Status: timeout\\t$`),
    ]);
  });

  it('are JSON where the log format is that', async () => {
    const [, warm] = await invokeTwice({ AWS_LAMBDA_LOG_FORMAT: 'JSON' });
    expect(warm?.logs.map(({ json }) => json)).toMatchObject([
      { type: 'platform.start', record: { requestId: warm?.requestId, version: '$LATEST' } },
      { level: 'INFO', message: 'about to hang' },
      { type: 'platform.runtimeDone', record: { requestId: warm?.requestId, status: 'timeout' } },
      { type: 'platform.report', record: { metrics: { memorySizeMB: 128, billedDurationMs: expect.any(Number) } } },
    ]);
  });
});
