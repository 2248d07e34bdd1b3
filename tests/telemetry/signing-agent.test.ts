import dns from 'node:dns';
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { createGzip, gunzipSync } from 'node:zlib';
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { signRequest } from '../../src/signing/sigv4.js';
import { createOtlpExporter, signingScopeOf } from '../../src/telemetry/export/otlp-exporter.js';
import { createSigningAgent } from '../../src/telemetry/export/signing-agent.js';

interface Received {
  readonly message: IncomingMessage;
  readonly body: Buffer;
}

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };

/** The authorization that a request should have, worked out from what has arrived. */
const expectedAuthorization = ({ message, body }: Received, service: string): string | undefined => {
  const { authorization = '', host = '', 'x-amz-date': date } = message.headers;
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  const headers = new Map(names.map((name) => [name, String(message.headers[name])]));
  return signRequest(
    { method: message.method ?? '', url: new URL(message.url ?? '', `http://${host}`), headers, body },
    { service, region: 'eu-west-1' },
    credentials,
    new Date(String(date).replace(/(.{4})(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z')),
  ).authorization;
};

describe('a signing agent', () => {
  let server: Server;
  let port: number;
  let received: Received[];

  beforeAll(async () => {
    server = createServer(async (message, response) => {
      received.push({ message, body: await buffer(message) });
      if (message.url === '/credentials') {
        const expires = new Date(Date.now() + 3_600_000).toISOString();
        response.end(
          JSON.stringify({
            AccessKeyId: 'AKIDEXAMPLE',
            SecretAccessKey: 'secret',
            Token: 'token',
            Expiration: expires,
          }),
        );
      } else response.end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
  });

  afterAll(() => {
    server.close();
    server.closeAllConnections();
  });

  beforeEach(() => {
    received = [];
    vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
    vi.stubEnv('AWS_SESSION_TOKEN', credentials.sessionToken);
  });

  afterEach(() => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  const post = async (
    service: string,
    headers: Record<string, string>,
    body: Readable,
  ): Promise<number | undefined> => {
    const agent = createSigningAgent('http:', { service, region: 'eu-west-1' });
    const outgoing = request({ host: '127.0.0.1', port, path: '/v1/traces', method: 'POST', headers, agent });
    body.pipe(outgoing);
    const [response]: IncomingMessage[] = await once(outgoing, 'response');
    response?.resume();
    agent.destroy();
    return response?.statusCode;
  };

  it('signs what is piped into a request, compressed on the way', async () => {
    const text = 'spans '.repeat(100_000);
    const headers = { 'Content-Type': 'application/x-protobuf', 'Content-Encoding': 'gzip' };
    await expect(post('xray', headers, Readable.from([text]).pipe(createGzip()))).resolves.toBe(200);

    const [arrived] = received;
    expect(gunzipSync(arrived?.body ?? '').toString()).toBe(text);
    expect(arrived?.message.headers).toMatchObject({
      'x-amz-security-token': 'token',
      'content-length': String(arrived?.body.length),
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/\d{8}\/eu-west-1\/xray\/aws4_request, SignedHeaders=content-encoding;content-type;host;x-amz-date;x-amz-security-token, /,
      ),
    });
    expect(arrived?.message.headers.authorization).toBe(arrived && expectedAuthorization(arrived, 'xray'));
  });

  it("sends log records to the function's own log unless told where to", async () => {
    vi.stubEnv('AWS_LAMBDA_LOG_GROUP_NAME', '/aws/lambda/orders');
    vi.stubEnv('AWS_LAMBDA_LOG_STREAM_NAME', '2026/[$LATEST]1');
    await post('logs', { 'x-aws-log-group': 'mine' }, Readable.from(['{}']));
    expect(received[0]?.message.headers).toMatchObject({
      'x-aws-log-group': 'mine',
      'x-aws-log-stream': '2026/[$LATEST]1',
    });
    expect(received[0]?.message.headers.authorization).toBe(received[0] && expectedAuthorization(received[0], 'logs'));
  });

  it('takes the credentials of an environment that was restored from a snapshot, and asks for them once', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `http://127.0.0.1:${port}/credentials`);
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN', 'let-me-in');
    await post('xray', {}, Readable.from(['one']));
    await post('xray', {}, Readable.from(['two']));
    expect(received.map(({ message }) => message.url)).toEqual(['/credentials', '/v1/traces', '/v1/traces']);
    expect(received[0]?.message.headers.authorization).toBe('let-me-in');
    expect(received[2]?.message.headers.authorization).toBe(received[2] && expectedAuthorization(received[2], 'xray'));
  });

  it('is what an installed exporter sends through when its endpoint is one of AWS', async () => {
    const { lookup } = dns;
    vi.spyOn(dns, 'lookup').mockImplementation(((host: string, ...rest: [object, never]) =>
      Reflect.apply(lookup, dns, [host.endsWith('.amazonaws.com') ? '127.0.0.1' : host, ...rest])) as typeof lookup);
    vi.stubEnv('OTEL_EXPORTER_OTLP_PROTOCOL', 'http/json');
    vi.stubEnv('OTEL_EXPORTER_OTLP_METRICS_ENDPOINT', `http://monitoring.eu-west-1.amazonaws.com:${port}/v1/metrics`);
    const exporter = await createOtlpExporter<ResourceMetrics>('metrics', () => {});
    const metrics = { resource: { attributes: { team: 'shop' } }, scopeMetrics: [] };
    const result = await new Promise((resolve) => exporter.export(metrics as never, resolve));

    expect(result).toEqual({ code: 0 });
    expect(received[0]?.message.url).toBe('/v1/metrics');
    expect(JSON.parse(String(received[0]?.body))).toMatchObject({
      resourceMetrics: [{ resource: { attributes: [{ key: 'team' }] } }],
    });
    expect(received[0]?.message.headers.authorization).toBe(
      received[0] && expectedAuthorization(received[0], 'monitoring'),
    );
  });
});

describe('the endpoints whose requests are signed', () => {
  it.each([
    ['https://xray.us-east-1.amazonaws.com/v1/traces', { service: 'xray', region: 'us-east-1' }],
    ['https://logs.cn-north-1.amazonaws.com.cn/v1/logs', { service: 'logs', region: 'cn-north-1' }],
    ['https://xray.us-gov-west-1.api.aws/v1/traces', { service: 'xray', region: 'us-gov-west-1' }],
    ['https://xray.us-east-1.amazonaws.com.evil.example/v1/traces', undefined],
    ['https://s3.us-east-1.amazonaws.com/', undefined],
    ['http://localhost:4318', undefined],
    ['no url', undefined],
  ])('%s', (endpoint, scope) => {
    expect(signingScopeOf('traces', { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: endpoint })).toEqual(scope);
    expect(signingScopeOf('logs', { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint })).toEqual(scope);
  });
});
