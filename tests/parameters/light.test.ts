import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { context } from '@opentelemetry/api';
import { clearCaches } from 'otel-powertools/parameters';
import { AppConfigProvider, getAppConfig } from 'otel-powertools/parameters/appconfig/light';
import { getSecret, SecretsProvider, setSecret } from 'otel-powertools/parameters/secrets/light';
import { getParameter, type LightClientConfig, SSMProvider } from 'otel-powertools/parameters/ssm/light';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ensureContextManager } from '../../src/invocation/context/context-manager.js';
import { Invocation } from '../../src/invocation/invocation.js';
import { contextWithInvocation } from '../../src/invocation/scope.js';
import { AwsError, type AwsServer, KEY, REGION, startAws } from './aws-server.js';

let aws: AwsServer;

beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.close());
beforeEach(() => {
  aws.reset();
  clearCaches();
  vi.stubEnv('AWS_REGION', REGION);
  vi.stubEnv('AWS_ACCESS_KEY_ID', KEY.accessKeyId);
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', KEY.secretAccessKey);
  vi.stubEnv('AWS_SESSION_TOKEN', KEY.sessionToken);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const environment = { application: 'app', environment: 'env' };

describe('parameters without the AWS SDK', () => {
  it.each([
    ['AWS_ENDPOINT_URL_SSM', (name: string) => getParameter(name)],
    ['AWS_ENDPOINT_URL_SECRETS_MANAGER', (name: string) => getSecret(name)],
    ['AWS_ENDPOINT_URL_APPCONFIGDATA', (name: string) => getAppConfig(name, { ...environment, transform: 'json' })],
  ])('go to %s', async (variable, get) => {
    vi.stubEnv(variable, aws.endpoint);
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');
    aws.parameters.set(variable, { value: '7' });
    aws.secrets.set(variable, '7');
    aws.configurations.set(`app/env/${variable}`, '7');
    expect(String(await get(variable))).toBe('7');
    expect(aws.faults).toEqual([]);
  });

  it.each([
    ['ssm', () => new SSMProvider().get('/a')],
    ['secretsmanager', () => new SecretsProvider().get('a')],
    ['appconfigdata', () => new AppConfigProvider(environment).get('a')],
  ])('go to the host %s of the region where nothing else is said', async (host, get) => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    // A region that there is not: the name of its host is in the error of the look-up.
    vi.stubEnv('AWS_REGION', 'xx-nowhere-1');
    await expect(get()).rejects.toThrow(`${host}.xx-nowhere-1.amazonaws.com`);
  });

  it.each([
    ['ssm', () => new SSMProvider().get('/a')],
    ['secrets', () => new SecretsProvider().get('a')],
    ['appconfig', () => new AppConfigProvider(environment).get('a')],
  ])('say which entry to take instead: %s', async (entry, get) => {
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'true');
    await expect(get()).rejects.toThrow(`or use otel-powertools/parameters/${entry}`);
    vi.stubEnv('AWS_USE_FIPS_ENDPOINT', 'false');
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    await expect(get()).rejects.toThrow(`or take otel-powertools/parameters/${entry}.`);
  });

  it('are asked for again where AWS throttles', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
    aws.parameters.set('/a', { value: '1' });
    let throttled = 0;
    aws.refuseWhere(() => (throttled++ < 2 ? new AwsError('ThrottlingException', 'Slower.') : undefined));
    expect(await new SSMProvider().get('/a')).toBe('1');
    expect(aws.received).toHaveLength(3);
  });

  it('are not waited for beyond the deadline of the invocation', async () => {
    vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
    const release = aws.hold();
    ensureContextManager();
    const deadline = Date.now() + 150;
    const invocation = new Invocation({ event: {}, lambdaContext: undefined, coldStart: false, deadline });
    const call = context.with(contextWithInvocation(context.active(), invocation), () => new SSMProvider().get('/a'));
    await expect(call).rejects.toThrow(/Unable to get "\/a" from SSM Parameter Store: .* did not answer within/);
    release();
  });

  it('refuse settings that cannot be', () => {
    const clientConfig: LightClientConfig = { maxAttempts: 0 };
    expect(() => new SSMProvider({ clientConfig })).toThrow('clientConfig.maxAttempts is 0');
    expect(() => new AppConfigProvider({ ...environment, clientConfig })).toThrow('clientConfig.maxAttempts is 0');
  });

  it('say so where what answers is not AWS', async () => {
    const page = createServer((_: IncomingMessage, response: ServerResponse) => response.end('<html>'));
    page.listen(0, '127.0.0.1');
    await new Promise((listening) => page.once('listening', listening));
    vi.stubEnv('AWS_ENDPOINT_URL', `http://127.0.0.1:${(page.address() as AddressInfo).port}`);
    const [ssm, secrets, appConfig] = [new SSMProvider(), new SecretsProvider(), new AppConfigProvider(environment)];
    for (const get of [() => ssm.get('a'), () => secrets.get('a'), () => appConfig.get('a')]) {
      await expect(get()).rejects.toThrow(/Not an answer of .*: status 200, request without an id/);
    }
    page.close();
    page.closeAllConnections();
  });
});

describe('a secret that is written', () => {
  beforeEach(() => vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint));

  it.each(['new', new Uint8Array([0, 255, 7])])('is what the next call gets: %s', async (value) => {
    aws.secrets.set('s', 'old');
    expect(await getSecret('s')).toBe('old');
    const version = await setSecret('s', { value });
    expect(version).toMatch(/^[\da-f]{8}-[\da-f-]{27}$/);
    expect(await getSecret('s')).toEqual(value);
    expect(aws.faults).toEqual([]);
  });

  it('has the token and the stages of the caller', async () => {
    aws.secrets.set('s', 'old');
    const sdkOptions = { ClientRequestToken: 'mine', VersionStages: ['AWSPENDING'] };
    expect(await setSecret('s', { value: 'new', sdkOptions })).toBe('mine');
    expect(aws.received).toEqual([
      { operation: 'PutSecretValue', input: { ...sdkOptions, SecretId: 's', SecretString: 'new' } },
    ]);
  });

  it('must be there', async () => {
    await expect(setSecret('none', { value: 'new' })).rejects.toMatchObject({
      name: 'SetParameterError',
      cause: { name: 'ResourceNotFoundException' },
    });
  });
});

describe('a configuration', () => {
  beforeEach(() => {
    vi.stubEnv('AWS_ENDPOINT_URL', aws.endpoint);
    aws.configurations.set('app/env/c', '{"a":1}');
  });

  it('is polled once for two transforms at the same time: a token is good for one request', async () => {
    const provider = new AppConfigProvider(environment);
    const calls = [provider.get('c'), provider.get('c', { transform: 'json' })];
    expect(await Promise.all(calls)).toEqual([new Uint8Array(Buffer.from('{"a":1}')), { a: 1 }]);
    expect(aws.operations()).toEqual(['StartConfigurationSession', 'GetLatestConfiguration']);
  });

  it('has a new session after a failure, which may have used the token up', async () => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '1');
    const provider = new AppConfigProvider(environment);
    await provider.get('c');
    aws.refuseWhere(() => new AwsError('InternalServerException', 'Sorry', 500));
    await expect(provider.get('c', { forceFetch: true })).rejects.toThrow('Sorry');
    aws.refuseWhere(() => undefined);
    await provider.get('c', { forceFetch: true });
    expect(aws.operations().slice(3)).toEqual(['StartConfigurationSession', 'GetLatestConfiguration']);
  });

  it('has a new session shortly before the token is too old', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const provider = new AppConfigProvider(environment);
    await provider.get('c');
    vi.setSystemTime(Date.now() + 23.75 * 3_600_000);
    vi.useRealTimers();
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 23.75 * 3_600_000 + 1000 });
    // The server's clock is this one.
    await provider.get('c');
    expect(aws.operations().filter((operation) => operation === 'StartConfigurationSession')).toHaveLength(2);
  });

  it('is not asked for sooner than its session allows', async () => {
    const sdkOptions = { RequiredMinimumPollIntervalInSeconds: 60 };
    const provider = new AppConfigProvider(environment);
    await provider.get('c', { sdkOptions });
    aws.configurations.set('app/env/c', '{"a":2}');
    const soon = await provider.get('c', { sdkOptions, forceFetch: true, transform: 'json' });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
    const later = await provider.get('c', { sdkOptions, forceFetch: true, transform: 'json' });
    expect([soon, later]).toEqual([{ a: 1 }, { a: 2 }]);
    expect(aws.received[0]?.input).toEqual({
      RequiredMinimumPollIntervalInSeconds: 60,
      ApplicationIdentifier: 'app',
      ConfigurationProfileIdentifier: 'c',
      EnvironmentIdentifier: 'env',
    });
  });

  it('may be missing', async () => {
    await expect(new AppConfigProvider(environment).get('none')).rejects.toMatchObject({
      name: 'GetParameterError',
      cause: { name: 'ResourceNotFoundException', message: 'No such profile' },
    });
  });
});
