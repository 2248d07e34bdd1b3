import dns from 'node:dns';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { signRequest } from '../../src/signing/sigv4.js';
import type { OtlpSignal } from '../../src/telemetry/export/otlp.js';
import { createOtlpExporter } from '../../src/telemetry/export/otlp-exporter.js';
import { signingScopeOf } from '../../src/telemetry/export/otlp-signer.js';
import { decodeRequest, itemsOf } from '../exporters/otlp/decoder.js';
import { metricsNamed, recordNamed, spanNamed } from '../exporters/otlp/items.js';
import { type Endpoint, type ReceivedRequest, startHttpEndpoint } from '../support/otlp-endpoint.js';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' };

/** The authorization that a request should have, worked out from what has arrived. */
const expectedAuthorization = ({ path, headers, body }: ReceivedRequest, service: string): string | undefined => {
  const { authorization = '', host = '', 'x-amz-date': date } = headers;
  const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? [];
  return signRequest(
    {
      method: 'POST',
      url: new URL(path, `http://${host}`),
      headers: new Map(names.map((name) => [name, String(headers[name])])),
      body,
    },
    { service, region: 'eu-west-1' },
    credentials,
    new Date(String(date).replace(/(.{4})(..)(..)T(..)(..)(..)Z/, '$1-$2-$3T$4:$5:$6Z')),
  ).authorization;
};

describe('what goes to an endpoint of AWS', () => {
  let endpoint: Endpoint;
  let warnings: string[];

  beforeEach(async () => {
    warnings = [];
    endpoint = await startHttpEndpoint((response, { path }) => {
      const expires = new Date(Date.now() + 3_600_000).toISOString();
      const document = { AccessKeyId: 'AKIDEXAMPLE', SecretAccessKey: 'secret', Token: 'token', Expiration: expires };
      response.end(path === '/credentials' ? JSON.stringify(document) : '');
    });
    vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
    vi.stubEnv('AWS_SESSION_TOKEN', credentials.sessionToken);
    const { lookup } = dns;
    vi.spyOn(dns, 'lookup').mockImplementation(((host: string, ...rest: [object, never]) =>
      Reflect.apply(lookup, dns, [host.endsWith('.amazonaws.com') ? '127.0.0.1' : host, ...rest])) as typeof lookup);
  });

  afterEach(async () => {
    await endpoint.close();
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
  });

  const host = { warn: (message: string) => void warnings.push(message), untraced: <T>(run: () => T): T => run() };

  const send = <TItems>(signal: OtlpSignal, service: string, items: TItems): Promise<unknown> => {
    const { port } = new URL(endpoint.url);
    const name = `OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`;
    vi.stubEnv(name, `http://${service}.eu-west-1.amazonaws.com:${port}/v1/${signal}`);
    const exporter = createOtlpExporter<TItems>(signal, 5000, host);
    return new Promise((resolve) => exporter.export(items, resolve));
  };

  it.each([
    ['traces', 'xray', [spanNamed('one')]],
    ['metrics', 'monitoring', metricsNamed('one')],
    ['logs', 'logs', [recordNamed('one')]],
  ] as const)('is signed with the credentials of the function: %s', async (signal, service, items) => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_COMPRESSION', 'gzip');
    expect(await send(signal, service, items)).toEqual({ code: 0 });
    const [request] = endpoint.requests;
    if (!request) throw new Error('There is no request.');
    expect(itemsOf(signal, decodeRequest(signal, request.headers, request.body))).toHaveLength(1);
    expect(gunzipSync(request.body).length).toBeGreaterThan(0);
    expect(request.headers).toMatchObject({
      'x-amz-security-token': 'token',
      authorization: expect.stringMatching(
        `/eu-west-1/${service}/aws4_request, SignedHeaders=content-encoding;content-type;host;x-amz-date;`,
      ),
    });
    expect(request.headers.authorization).toBe(expectedAuthorization(request, service));
    expect(warnings).toEqual([]);
  });

  it("is sent to the function's own log, where it is a record and nothing else is said", async () => {
    vi.stubEnv('AWS_LAMBDA_LOG_GROUP_NAME', '/aws/lambda/orders');
    vi.stubEnv('AWS_LAMBDA_LOG_STREAM_NAME', '2026/[$LATEST]1');
    vi.stubEnv('OTEL_EXPORTER_OTLP_LOGS_HEADERS', 'x-aws-log-group=mine');
    await send('logs', 'logs', [recordNamed('one')]);
    const [request] = endpoint.requests;
    expect(request?.headers).toMatchObject({
      'x-aws-log-group': 'mine',
      'x-aws-log-stream': '2026/[$LATEST]1',
    });
    expect(request?.headers.authorization).toBe(request && expectedAuthorization(request, 'logs'));
  });

  it('is kept, and that is told, where there are no credentials', async () => {
    for (const name of ['AWS_ACCESS_KEY_ID', 'AWS_CONTAINER_CREDENTIALS_FULL_URI']) vi.stubEnv(name, '');
    expect(await send('traces', 'xray', [spanNamed('one')])).toMatchObject({ code: 1, reported: true });
    expect(warnings).toEqual([expect.stringContaining('No AWS credentials to sign with')]);
    expect(endpoint.requests).toEqual([]);
  });

  it('takes the credentials of an environment that was restored from a snapshot, and asks for them once', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${endpoint.url}/credentials`);
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN', 'let-me-in');
    await send('traces', 'xray', [spanNamed('one')]);
    await send('traces', 'xray', [spanNamed('two')]);
    expect(endpoint.requests.map(({ path }) => path)).toEqual(['/credentials', '/v1/traces', '/v1/traces']);
    expect(endpoint.requests[0]?.headers.authorization).toBe('let-me-in');
  });

  it('keeps a key of its own', async () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_LOGS_HEADERS', 'authorization=Bearer%20mine');
    await send('logs', 'logs', [recordNamed('one')]);
    expect(endpoint.requests[0]?.headers.authorization).toBe('Bearer mine');
    expect(endpoint.requests[0]?.headers['x-amz-date']).toBeUndefined();
  });

  it('is said to be deltas, where something else was asked for', () => {
    vi.stubEnv('OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'Cumulative');
    createOtlpExporter('metrics', 1, host);
    createOtlpExporter('traces', 1, host);
    expect(warnings).toEqual([expect.stringMatching(/"cumulative" .* would be wrong in Lambda.* Deltas are sent/)]);
  });
});

describe('the endpoints whose requests are signed', () => {
  it.each([
    ['https://xray.us-east-1.amazonaws.com/v1/traces', { service: 'xray', region: 'us-east-1' }],
    ['https://monitoring.eu-central-1.amazonaws.com/v1/metrics', { service: 'monitoring', region: 'eu-central-1' }],
    ['https://logs.cn-north-1.amazonaws.com.cn/v1/logs', { service: 'logs', region: 'cn-north-1' }],
    ['https://xray.us-gov-west-1.api.aws/v1/traces', { service: 'xray', region: 'us-gov-west-1' }],
    ['https://xray.us-east-1.amazonaws.com.evil.example/v1/traces', undefined],
    ['https://s3.us-east-1.amazonaws.com/', undefined],
    ['http://localhost:4318', undefined],
  ])('%s', (endpoint, scope) => {
    expect(signingScopeOf(new URL(endpoint))).toEqual(scope);
  });
});
