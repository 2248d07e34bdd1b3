import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import middy from '@middy/core';
import { diag } from '@opentelemetry/api';
import { addUserAgentMiddleware, cleanupMiddlewares, isSdkClient } from 'otel-powertools/commons';
import { clearMetadataCache, getMetadata } from 'otel-powertools/commons/utils/metadata';
import { Logger } from 'otel-powertools/logger';
import { injectLambdaContext } from 'otel-powertools/logger/middleware';
import { Metrics } from 'otel-powertools/metrics';
import { logMetrics } from 'otel-powertools/metrics/middleware';
import { captureTelemetry, lambdaContext } from 'otel-powertools/testing';
import { Tracer } from 'otel-powertools/tracer';
import { captureLambdaHandler } from 'otel-powertools/tracer/middleware';
import { afterEach, describe, expect, it, vi } from 'vitest';

interface Seen {
  readonly headers: NodeJS.Dict<string | string[]>;
  readonly url: string | undefined;
}

async function serve(answer: string, status = 200) {
  const seen: Seen[] = [];
  const server = createServer((request, response) => {
    seen.push({ headers: request.headers, url: request.url });
    request.resume();
    request.on('end', () => response.writeHead(status, { 'content-type': 'application/json' }).end(answer));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    seen,
    host: `127.0.0.1:${port}`,
    [Symbol.dispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

afterEach(() => {
  vi.unstubAllEnvs();
  clearMetadataCache();
});

describe('addUserAgentMiddleware', () => {
  it('names the package once in the requests of a client of the AWS SDK', async () => {
    using server = await serve('{"TableNames":[]}');
    const credentials = { accessKeyId: 'id', secretAccessKey: 'key' };
    const client = new DynamoDBClient({ endpoint: `http://${server.host}`, region: 'eu-west-1', credentials });
    expect(isSdkClient(client)).toBe(true);
    addUserAgentMiddleware(client, 'orders');
    addUserAgentMiddleware(client, 'something-else');
    await client.send(new ListTablesCommand({}));
    client.destroy();
    expect(server.seen[0]?.headers['user-agent']).toMatch(/ PT\/orders\/\d+\.\d+\.\d+ PTEnv\/NA$/);
  });

  it('warns of what is no client, and throws nothing', () => {
    const warn = vi.spyOn(diag, 'warn').mockReturnValue();
    for (const stranger of [
      undefined,
      null,
      'client',
      {},
      { send() {} },
      { send() {}, config: {}, middlewareStack: {} },
    ]) {
      expect(isSdkClient(stranger)).toBe(false);
      addUserAgentMiddleware(stranger, 'orders');
    }
    expect(warn).toHaveBeenCalledTimes(6);
    expect(warn).toHaveBeenCalledWith(expect.stringContaining('"orders"'));
    warn.mockRestore();
  });
});

describe('getMetadata', () => {
  it('asks the endpoint of Lambda once, with its token', async () => {
    using server = await serve('{"AvailabilityZoneID":"euw1-az1"}');
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
    vi.stubEnv('AWS_LAMBDA_METADATA_API', server.host);
    vi.stubEnv('AWS_LAMBDA_METADATA_TOKEN', 'token');
    expect([await getMetadata(), await getMetadata()]).toEqual([
      { AvailabilityZoneID: 'euw1-az1' },
      { AvailabilityZoneID: 'euw1-az1' },
    ]);
    expect(server.seen).toMatchObject([
      { url: '/2026-01-15/metadata/execution-environment', headers: { authorization: 'Bearer token' } },
    ]);
  });

  it('is empty outside of Lambda', async () => {
    expect(await getMetadata()).toEqual({});
  });

  it('says what the endpoint refused, and asks again', async () => {
    using server = await serve('{}', 403);
    vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
    vi.stubEnv('AWS_LAMBDA_METADATA_API', server.host);
    vi.stubEnv('AWS_LAMBDA_METADATA_TOKEN', 'token');
    await expect(getMetadata({ timeout: 500 })).rejects.toThrow('403 Forbidden');
    await expect(getMetadata()).rejects.toThrow('403 Forbidden');
    expect(server.seen).toHaveLength(2);
  });
});

describe('cleanupMiddlewares', () => {
  it('ends what our middlewares began, when another answers in place of the handler', async () => {
    using telemetry = captureTelemetry();
    const logger = new Logger({ serviceName: 'shop' });
    const metrics = new Metrics({ namespace: 'shop', serviceName: 'shop' });
    const handler = middy(async () => 'never')
      .use(captureLambdaHandler(new Tracer()))
      .use(injectLambdaContext(logger, { resetKeys: true }))
      .use(logMetrics(metrics))
      .use({
        before: async (request) => {
          metrics.addMetric('Refused', 'Count', 1);
          await cleanupMiddlewares(request);
          return { statusCode: 405 };
        },
      });
    expect(await handler({}, lambdaContext())).toEqual({ statusCode: 405 });
    expect(telemetry.spans).toHaveLength(1);
    expect(telemetry.metrics).toMatchObject([{ name: 'Refused', value: 1 }]);
  });

  it('calls each function that is there once, and nothing that is none', async () => {
    const calls: string[] = [];
    await cleanupMiddlewares({
      event: {},
      context: lambdaContext(),
      response: undefined,
      error: undefined,
      internal: {
        'powertools-for-aws.logger': () => calls.push('logger'),
        'powertools-for-aws.metrics': 'no function',
        'powertools-for-aws.tracer': async () => calls.push('tracer'),
        other: () => calls.push('other'),
      },
    });
    expect(calls).toEqual(['tracer', 'logger']);
  });
});
