import { setTimeout as delay } from 'node:timers/promises';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { context, trace } from '@opentelemetry/api';
import { type ExportCallback, withPowertools } from 'otel-powertools';
import { captureAWSv3Client, Tracer } from 'otel-powertools/tracer';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { lambdaContext, traceHeader } from '../support/lambda.js';
import { clientConfiguration, recordingHandler } from '../tracer/outgoing/recording-handler.js';

const silent = { export: (_spans: unknown, done: ExportCallback) => done({ code: 0 }), shutdown: async () => {} };

interface Given {
  readonly millis: number;
}

describe('overlapping invocations that have nothing but `_X_AMZN_TRACE_ID`', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_LAMBDA_FUNCTION_NAME', 'orders');
    vi.stubEnv('AWS_EXECUTION_ENV', 'AWS_Lambda_nodejs24.x');
  });
  afterEach(() => vi.unstubAllEnvs());

  /** Starts each invocation with the variable as Lambda sets it for that one; the first is still running at the second. */
  const overlap = <T>(handler: (given: Given) => Promise<T>, headers: readonly string[]): Promise<T[]> => {
    const wrapped = withPowertools(handler, { traces: silent, metrics: 'none', logs: 'none' });
    return Promise.all(
      headers.map((header, index) => {
        vi.stubEnv('_X_AMZN_TRACE_ID', header);
        return wrapped({ millis: 20 * (headers.length - index) }, lambdaContext());
      }),
    );
  };

  it('hand each its own lineage on to AWS services', async () => {
    const headers = ['1:aaaaaaaa:0', '2:bbbbbbbb:5'].map((lineage) => `${traceHeader().header};Lineage=${lineage}`);
    const sent = await overlap(async ({ millis }) => {
      await delay(millis);
      const requestHandler = recordingHandler();
      const client = captureAWSv3Client(new DynamoDBClient({ ...clientConfiguration, requestHandler }));
      await client.send(new GetItemCommand({ TableName: 'orders', Key: { id: { S: '1' } } }));
      return requestHandler.sent[0]?.headers['X-Amzn-Trace-Id'];
    }, headers);
    expect(sent).toEqual([
      expect.stringMatching(/;Lineage=1:aaaaaaaa:0$/),
      expect.stringMatching(/;Lineage=2:bbbbbbbb:5$/),
    ]);
  });

  it('know their own trace and whether it is sampled where no span is active', async () => {
    const traces = [traceHeader('1'), traceHeader('0')];
    const tracer = new Tracer({ captureHTTPsRequests: false });
    const said = await overlap(
      async ({ millis }) => {
        await delay(millis);
        return context.with(trace.deleteSpan(context.active()), () => [
          tracer.getRootXrayTraceId(),
          tracer.isTraceSampled(),
        ]);
      },
      traces.map(({ header }) => header),
    );
    expect(said).toEqual([
      [traces[0]?.traceId, true],
      [traces[1]?.traceId, false],
    ]);
  });
});
