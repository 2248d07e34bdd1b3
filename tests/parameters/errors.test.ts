import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AppConfigProvider as AppConfigWithSdk } from 'otel-powertools/parameters/appconfig';
import { AppConfigProvider } from 'otel-powertools/parameters/appconfig/light';
import { DynamoDBProvider } from 'otel-powertools/parameters/dynamodb';
import { SecretsProvider as SecretsWithSdk } from 'otel-powertools/parameters/secrets';
import { SecretsProvider } from 'otel-powertools/parameters/secrets/light';
import { SSMProvider as SSMWithSdk } from 'otel-powertools/parameters/ssm';
import { SSMProvider } from 'otel-powertools/parameters/ssm/light';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sendWithSdk } from '../../src/parameters/base/sdk-sender.js';
import { AwsError, type AwsServer, KEY, REGION, startAws } from './aws-server.js';

let aws: AwsServer;

beforeAll(async () => {
  aws = await startAws();
});
afterAll(() => aws.close());
beforeEach(() => aws.reset());

const clientConfig = () => ({ region: REGION, endpoint: aws.endpoint, credentials: KEY, maxAttempts: 1 });
const messageOf = async (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => 'no error',
    (error: Error) => `${error.name}: ${error.message}`,
  );

const stores = [
  [
    'with the SDK',
    () => ({
      ssm: new SSMWithSdk({ clientConfig: clientConfig() }),
      secrets: new SecretsWithSdk({ clientConfig: clientConfig() }),
      appConfig: new AppConfigWithSdk({ application: 'app', environment: 'env', clientConfig: clientConfig() }),
    }),
  ],
  [
    'without the SDK',
    () => ({
      ssm: new SSMProvider({ clientConfig: clientConfig() }),
      secrets: new SecretsProvider({ clientConfig: clientConfig() }),
      appConfig: new AppConfigProvider({ application: 'app', environment: 'env', clientConfig: clientConfig() }),
    }),
  ],
] as const;

describe.each(stores)('an error %s', (_, make) => {
  it('names the parameter and the permission that the role needs', async () => {
    aws.refuseWhere(() => new AwsError('AccessDeniedException', 'Denied.'));
    const { ssm, secrets, appConfig } = make();
    expect(await messageOf(ssm.get('/a'))).toBe(
      `GetParameterError: Unable to get "/a" from SSM Parameter Store: Denied. The function's role needs ssm:GetParameter on it`,
    );
    expect(await messageOf(ssm.getMultiple('/a'))).toBe(
      `GetParameterError: Unable to get the parameters of "/a" from SSM Parameter Store: Denied. The function's role needs ssm:GetParametersByPath on the path`,
    );
    expect(await messageOf(ssm.getParametersByName({ '/a': {}, '/b': {} }))).toBe(
      `GetParameterError: Unable to get "/a", "/b" from SSM Parameter Store: Denied. The function's role needs ssm:GetParameters on them`,
    );
    expect(await messageOf(ssm.set('/a', { value: 'x' }))).toBe(
      `SetParameterError: Unable to set parameter with name /a. The function's role needs ssm:PutParameter on it`,
    );
    expect(await messageOf(secrets.get('a'))).toBe(
      `GetParameterError: Unable to get "a" from Secrets Manager: Denied. The function's role needs secretsmanager:GetSecretValue on it`,
    );
    expect(await messageOf(secrets.set('a', { value: 'x' }))).toBe(
      `SetParameterError: Unable to set secret with name a. The function's role needs secretsmanager:PutSecretValue on it`,
    );
    expect(await messageOf(appConfig.get('a'))).toBe(
      `GetParameterError: Unable to get "a" from AppConfig: Denied. The function's role needs appconfig:StartConfigurationSession and appconfig:GetLatestConfiguration on it`,
    );
  });

  it('names the permission that AWS has denied where it says which', async () => {
    aws.refuseWhere(
      () =>
        new AwsError(
          'AccessDeniedException',
          'User: arn:aws:sts::123456789012:assumed-role/r/f is not authorized to perform: kms:Decrypt on resource: k',
        ),
    );
    const { ssm } = make();
    expect(await messageOf(ssm.get('/a', { decrypt: true }))).toMatch(/The function's role needs kms:Decrypt$/);
  });

  it('says what it is where AWS gives no text', async () => {
    expect(await messageOf(make().ssm.get('/none'))).toBe(
      'GetParameterError: Unable to get "/none" from SSM Parameter Store: ParameterNotFound',
    );
  });

  it('says nothing of a permission that is not the reason', async () => {
    aws.refuseWhere(() => new AwsError('InternalServerError', 'Sorry', 500));
    expect(await messageOf(make().ssm.get('/a'))).toBe(
      'GetParameterError: Unable to get "/a" from SSM Parameter Store: Sorry',
    );
  });

  it('about what is written has nothing of the value, though AWS quotes it', async () => {
    aws.refuseWhere(() => new AwsError('ValidationException', "Value 'hunter2' at 'value' is too short"));
    const { ssm, secrets } = make();
    expect(await messageOf(ssm.set('/a', { value: 'hunter2' }))).toBe(
      'SetParameterError: Unable to set parameter with name /a',
    );
    expect(await messageOf(secrets.set('a', { value: 'hunter2' }))).toBe(
      'SetParameterError: Unable to set secret with name a',
    );
  });

  it('by name is about the one whose key the function may not use, and the others are had', async () => {
    for (const name of ['/a', '/b', '/c']) aws.parameters.set(name, { value: name, type: 'SecureString' });
    aws.refuseWhere(({ input }) =>
      (input.Names as string[]).includes('/b') ? new AwsError('AccessDeniedException', 'No key.') : undefined,
    );
    const names = { '/a': {}, '/b': {}, '/c': {} };
    const { ssm } = make();
    expect(await messageOf(ssm.getParametersByName(names, { decrypt: true }))).toMatch(
      /^GetParameterError: Unable to get "\/b" from/,
    );
    expect(await ssm.getParametersByName(names, { decrypt: true, throwOnError: false })).toEqual({
      '/a': '/a',
      '/c': '/c',
      _errors: ['/b'],
    });
    expect(await messageOf(ssm.getParametersByName(names, { throwOnError: false }))).toMatch(
      /^GetParameterError: Unable to get "\/a", "\/b", "\/c" from/,
    );
  });
});

describe('an error', () => {
  it('names the table', async () => {
    const server = createServer((_, response) => {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' });
      response.end('{"__type":"com.amazon.coral.service#AccessDeniedException","Message":"No."}');
    }).listen(0, '127.0.0.1');
    await new Promise((listening) => server.once('listening', listening));
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const provider = new DynamoDBProvider({ tableName: 'settings', clientConfig: { ...clientConfig(), endpoint } });
    expect(await messageOf(provider.get('a'))).toBe(
      `GetParameterError: Unable to get "a" from the DynamoDB table settings: No. The function's role needs dynamodb:GetItem on settings`,
    );
    expect(await messageOf(provider.getMultiple('a'))).toContain('needs dynamodb:Query on settings');
    server.close();
    server.closeAllConnections();
  });

  it('says what to install where the SDK is not there', async () => {
    const missing = Promise.reject(Object.assign(new Error('Cannot find package'), { code: 'ERR_MODULE_NOT_FOUND' }));
    const send = sendWithSdk(() => missing, {}, {}, '@aws-sdk/client-ssm', 'otel-powertools/parameters/ssm/light');
    await expect(send('GetParameter', {})).rejects.toThrow(
      '@aws-sdk/client-ssm could not be loaded: install it, or import otel-powertools/parameters/ssm/light, which does without it',
    );
  });
});
