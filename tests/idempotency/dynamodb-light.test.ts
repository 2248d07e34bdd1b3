import { once } from 'node:events';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { context } from '@opentelemetry/api';
import { IdempotencyConfig, makeIdempotent } from 'otel-powertools/idempotency';
import { type DynamoDBLightClientConfig, DynamoDBPersistenceLayer } from 'otel-powertools/idempotency/dynamodb-light';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { endpointOf, regionOf } from '../../src/aws/endpoint.js';
import { isTransient } from '../../src/aws/failure.js';
import { createDynamoDBSender, DYNAMODB } from '../../src/idempotency/dynamodb/dynamodb-client.js';
import { ensureContextManager } from '../../src/invocation/context/context-manager.js';
import { Invocation } from '../../src/invocation/invocation.js';
import { contextWithInvocation } from '../../src/invocation/scope.js';
import { lambdaContext } from '../support/lambda.js';

interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}
type Reply = (response: ServerResponse) => unknown;

let server: Server;
let endpoint: string;
let received: Received[];
/** How the next requests are answered; then with an empty object. */
let replies: Reply[];

const answer =
  (status: number, body: object | string): Reply =>
  (response) =>
    response
      .writeHead(status, { 'x-amzn-requestid': 'R1' })
      .end(typeof body === 'string' ? body : JSON.stringify(body));
const failure = (status: number, name: string, more: object = {}): Reply =>
  answer(status, { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: `This is a ${name}.`, ...more });
const hangUp: Reply = (response) => response.destroy();
const silence: Reply = () => {};
const drip: Reply = (response) => {
  const drops = setInterval(() => response.write(' '), 10);
  response.on('close', () => clearInterval(drops));
};
/** Of a server whose clock is `ahead` milliseconds before this one's: it takes no signature of another time. */
const clockAhead =
  (ahead: number): Reply =>
  (response) => {
    const [, year, month, day, hour, minute, second] =
      /^(....)(..)(..)T(..)(..)(..)Z$/.exec(received.at(-1)?.headers['x-amz-date']?.toString() ?? '') ?? [];
    const signedAt = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
    const now = Date.now() + ahead;
    response.setHeader('date', new Date(now).toUTCString());
    const isRefused = Math.abs(now - signedAt) > 300_000;
    (isRefused ? failure(400, 'InvalidSignatureException') : answer(200, {}))(response);
  };

beforeAll(async () => {
  server = createServer(async (message, response) => {
    let body = '';
    for await (const chunk of message) body += chunk;
    const { method, url, headers } = message;
    received.push({ method, url, headers, body });
    (replies.shift() ?? answer(200, {}))(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});
beforeEach(() => {
  received = [];
  replies = [];
  vi.stubEnv('AWS_REGION', 'eu-west-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'secret');
  vi.stubEnv('AWS_SESSION_TOKEN', 'token');
  vi.stubEnv('AWS_ENDPOINT_URL_DYNAMODB', endpoint);
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

const INPUT = { TableName: 'simple', Item: { id: { S: 'a' }, bytes: { B: Buffer.from([1, 2, 255]) } } };
const put = (config?: DynamoDBLightClientConfig) => createDynamoDBSender(config)('PutItem', INPUT);

describe('a request of the light DynamoDB layer', () => {
  it('is what the AWS SDK sends, signed over the same', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-23T12:00:00Z') });
    const sdk = new DynamoDBClient({ endpoint });
    await sdk.send(new PutItemCommand(INPUT));
    sdk.destroy();
    await put();
    const [theirs, ours] = received;
    expect(JSON.parse(ours?.body ?? '')).toEqual(JSON.parse(theirs?.body ?? ''));
    for (const name of ['host', 'content-type', 'content-length', 'x-amz-target', 'x-amz-date', 'x-amz-security-token'])
      expect([name, ours?.headers[name]]).toEqual([name, theirs?.headers[name]]);
    expect(ours?.headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE\/20261123\/eu-west-1\/dynamodb\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[\da-f]{64}$/,
    );
  });

  it('gives bytes as bytes, also where an attribute is called B', async () => {
    replies = [
      answer(200, { Attributes: { B: { B: 'AQL/' }, BS: { BS: ['AQ==', 'Ag=='] }, M: { M: { B: { S: 'AQ==' } } } } }),
    ];
    expect(await put()).toEqual({
      Attributes: {
        B: { B: new Uint8Array([1, 2, 255]) },
        BS: { BS: [new Uint8Array([1]), new Uint8Array([2])] },
        M: { M: { B: { S: 'AQ==' } } },
      },
    });
  });

  it.each([
    ['throttles', failure(400, 'ProvisionedThroughputExceededException')],
    ['throttles the account', failure(400, 'ThrottlingException')],
    ['fails', failure(500, 'InternalServerError')],
    ['has had too many requests', answer(429, '')],
    ['answers with a page', answer(503, '<html>')],
    ['breaks off', answer(500, '{bad')],
    ['answers with an error that has no name', answer(500, { __type: 5 })],
    ['closes the connection', hangUp],
    ['is silent', silence],
    ['does not come to an end', drip],
  ])('is made again where DynamoDB %s', async (_, reply) => {
    replies = [reply, reply];
    await expect(put({ requestTimeout: 100 })).resolves.toEqual({});
    expect(received).toHaveLength(3);
  });

  it.each(['ConditionalCheckFailedException', 'ValidationException', 'ResourceNotFoundException'])(
    'is not made again after a %s',
    async (name) => {
      replies = [failure(400, name)];
      await expect(put()).rejects.toMatchObject({ name, message: `This is a ${name}.` });
      expect(received).toHaveLength(1);
    },
  );

  it('is not made again after a mistake in the settings', async () => {
    const credentials = vi.fn(async () => ({ accessKeyId: 'new\nline', secretAccessKey: 'secret' }));
    await expect(put({ credentials })).rejects.toMatchObject({ code: 'ERR_INVALID_CHAR' });
    await expect(put({ credentials, endpoint: 'nonsense' })).rejects.toMatchObject({ code: 'ERR_INVALID_URL' });
    expect(credentials).toHaveBeenCalledTimes(2);
  });

  it('leaves it to the function that gives credentials to try again', async () => {
    const credentials = vi.fn().mockRejectedValue(Object.assign(new Error('No connection'), { code: 'ECONNRESET' }));
    await expect(put({ credentials })).rejects.toThrow('No connection');
    expect(credentials).toHaveBeenCalledOnce();
  });

  it.each([
    [200, '<html>'],
    [200, ''],
    [200, 'null'],
    [200, '[]'],
    [500, '{bad'],
    [403, 'null'],
  ])('fails with the status where %i %s is not an answer of DynamoDB', async (status, body) => {
    replies = [answer(status, body)];
    await expect(put({ maxAttempts: 1 })).rejects.toMatchObject({
      name: 'UnknownError',
      message: `Not an answer of DynamoDB: status ${status}, request R1`,
      $metadata: { httpStatusCode: status, requestId: 'R1' },
    });
  });

  it.each([
    ['behind', 3 * 3_600_000],
    ['ahead', -3 * 3_600_000],
  ])('is signed by the time of DynamoDB where the clock is hours %s', async (_, ahead) => {
    replies = Array.from({ length: 9 }, () => clockAhead(ahead));
    const send = createDynamoDBSender(undefined);
    await Promise.all([send('PutItem', INPUT), send('PutItem', INPUT), send('PutItem', INPUT)]);
    const before = received.length;
    await expect(send('PutItem', INPUT)).resolves.toEqual({});
    expect(received).toHaveLength(before + 1);
  });

  it('is not made again where its signature is refused for something else than the time', async () => {
    replies = [failure(400, 'InvalidSignatureException')];
    await expect(put()).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    expect(received).toHaveLength(1);
  });

  it('fails as the last attempt did, with its place in the logs of AWS', async () => {
    vi.stubEnv('AWS_MAX_ATTEMPTS', '2');
    replies = [hangUp, failure(500, 'InternalServerError'), answer(200, {})];
    await expect(put()).rejects.toMatchObject({
      name: 'InternalServerError',
      $metadata: { httpStatusCode: 500, requestId: 'R1' },
    });
    replies = [silence];
    await expect(put({ maxAttempts: 1, requestTimeout: 50 })).rejects.toMatchObject({ name: 'TimeoutError' });
    expect(received).toHaveLength(3);
  });

  const inInvocation = <T>(deadline: number, work: () => Promise<T>): Promise<T> => {
    ensureContextManager();
    const invocation = new Invocation({ event: {}, lambdaContext: undefined, coldStart: false, deadline });
    return context.with(contextWithInvocation(context.active(), invocation), work);
  };

  it.each([
    ['is silent', silence],
    ['does not come to an end', drip],
  ])('ends with its invocation where DynamoDB %s', async (_, reply) => {
    replies = [reply];
    const failed = inInvocation(Date.now() + 200, () => put({ requestTimeout: 60_000 }));
    await expect(failed).rejects.toThrow(/^127\.0\.0\.1:\d+ did not answer within (1?\d?\d|200) ms$/);
    expect(received).toHaveLength(1);
  });

  it('is not made where its invocation has no time left', async () => {
    await expect(inInvocation(Date.now(), put)).rejects.toThrow(
      'The invocation has no time left for a request to DynamoDB',
    );
    expect(received).toEqual([]);
  });

  it.each([Number.NaN, -1, 0, Number.POSITIVE_INFINITY, 2 ** 31])('has no settings of %d', (value) => {
    const range = `is ${value}: give a number from 1 to 2147483647`;
    expect(() => createDynamoDBSender({ maxAttempts: value })).toThrow(`clientConfig.maxAttempts ${range}`);
    expect(() => createDynamoDBSender({ requestTimeout: value })).toThrow(`clientConfig.requestTimeout ${range}`);
  });

  it('says what to do where there are no credentials that it reads', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    vi.stubEnv('AWS_PROFILE', 'mine');
    await expect(put()).rejects.toThrow(
      'profiles are not read. Give clientConfig.credentials, or take otel-powertools/idempotency/dynamodb.',
    );
  });

  it('goes to the endpoint and with the region and credentials that are given', async () => {
    vi.unstubAllEnvs();
    const credentials = vi.fn(async () => ({ accessKeyId: 'GIVEN', secretAccessKey: 'secret' }));
    await put({ endpoint, region: 'us-east-1', credentials });
    expect(received[0]?.headers.authorization).toContain('Credential=GIVEN/');
    expect(received[0]?.headers.authorization).toContain('/us-east-1/dynamodb/');
  });

  it('has the credentials of a container whose token is in a file, and asks for them once', async () => {
    const token = join(mkdtempSync(join(tmpdir(), 'token-')), 'token');
    writeFileSync(token, 'let-me-in\n');
    vi.stubEnv('AWS_ACCESS_KEY_ID', '');
    vi.stubEnv('AWS_CONTAINER_CREDENTIALS_FULL_URI', `${endpoint}/credentials`);
    vi.stubEnv('AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE', token);
    const Expiration = new Date(Date.now() + 3_600_000).toISOString();
    replies = [answer(200, { AccessKeyId: 'CONTAINER', SecretAccessKey: 'secret', Token: 'session', Expiration })];
    const send = createDynamoDBSender(undefined);
    await send('PutItem', INPUT);
    await send('PutItem', INPUT);
    expect(received.map(({ method, url }) => `${method} ${url}`)).toEqual(['GET /credentials', 'POST /', 'POST /']);
    expect(received[0]?.headers.authorization).toBe('let-me-in');
    expect(received[2]?.headers.authorization).toContain('Credential=CONTAINER/');
  });
});

describe('a function that is idempotent with the light DynamoDB layer', () => {
  const config = new IdempotencyConfig({ eventKeyJmesPath: 'id' });
  const handlerOf = (clientConfig?: DynamoDBLightClientConfig) =>
    makeIdempotent(async (_event: { id: string }, _context: object) => 'done', {
      persistenceStore: new DynamoDBPersistenceLayer({ tableName: 'simple', clientConfig }),
      config,
    });

  it('makes two requests for a first call and one for a replay', async () => {
    const handler = handlerOf();
    expect(await handler({ id: 'a' }, lambdaContext())).toBe('done');
    expect(received.map(({ headers }) => headers['x-amz-target'])).toEqual([
      'DynamoDB_20120810.PutItem',
      'DynamoDB_20120810.UpdateItem',
    ]);
    const Item = { id: { S: 'a' }, status: { S: 'COMPLETED' }, data: { S: 'stored' } };
    replies = [failure(400, 'ConditionalCheckFailedException', { Item })];
    expect(await handler({ id: 'a' }, lambdaContext())).toBe('stored');
    expect(received).toHaveLength(3);
  });

  it('meets its own record where the answer to its claim was lost', async () => {
    const handler = handlerOf();
    replies = [
      hangUp,
      (response) => {
        const { Item } = JSON.parse(received[0]?.body ?? '');
        failure(400, 'ConditionalCheckFailedException', { Item })(response);
      },
    ];
    expect(await handler({ id: 'a' }, lambdaContext())).toBe('done');
    expect(received).toHaveLength(3);
  });

  it('does not wait beyond the deadline of a registered context, in no invocation', async () => {
    const registered = new IdempotencyConfig();
    registered.registerLambdaContext({ ...lambdaContext(), getRemainingTimeInMillis: () => 200 });
    const pay = makeIdempotent(async (_: object) => 'done', {
      persistenceStore: new DynamoDBPersistenceLayer({ tableName: 'simple', clientConfig: { requestTimeout: 60_000 } }),
      config: registered,
    });
    replies = [silence];
    await expect(pay({ id: 'a' })).rejects.toMatchObject({
      cause: { name: 'TimeoutError', message: expect.stringMatching(/did not answer within (1?\d?\d|200) ms$/) },
    });
    expect(received).toHaveLength(1);
  });

  it('does not wait beyond the deadline of its invocation', async () => {
    const { withPowertools } = await import('otel-powertools');
    const handler = withPowertools(handlerOf({ maxAttempts: 1000 }));
    replies = Array.from({ length: 1000 }, () => failure(500, 'InternalServerError'));
    const context = lambdaContext({ getRemainingTimeInMillis: () => 400 });
    await expect(handler({ id: 'a' }, context)).rejects.toMatchObject({ name: 'IdempotencyPersistenceLayerError' });
    expect(received.length).toBeLessThan(50);
  });

  it('touches neither region nor credentials until it is called', () => {
    vi.unstubAllEnvs();
    expect(() => handlerOf()).not.toThrow();
  });
});

describe('an error of the connection', () => {
  const withCode = (code: string) => Object.assign(new Error(code), { code });

  it.each([
    'ECONNRESET',
    'ECONNREFUSED',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENOTFOUND',
    'EAI_AGAIN',
  ])('%s may not come again', (code) => {
    expect(isTransient(withCode(code))).toBe(true);
  });

  it.each(['ERR_INVALID_URL', 'ERR_INVALID_CHAR', 'ERR_OUT_OF_RANGE', 'CERT_HAS_EXPIRED'])('%s will', (code) => {
    expect(isTransient(withCode(code))).toBe(false);
  });
});

describe('the region', () => {
  it.each(['eu-west-1.evil.example/', 'eu-west-1@evil.example', 'EU-WEST-1', 'eu west', 'eu-west-1\n'])(
    '%j is none',
    (region) => {
      expect(() => regionOf(region)).toThrow(`The AWS region "${region}" has other characters than a-z, 0-9 and "-"`);
    },
  );
});

describe('the endpoint', () => {
  it.each([
    ['eu-west-1', {}, 'https://dynamodb.eu-west-1.amazonaws.com/'],
    ['us-gov-west-1', {}, 'https://dynamodb.us-gov-west-1.amazonaws.com/'],
    ['cn-north-1', {}, 'https://dynamodb.cn-north-1.amazonaws.com.cn/'],
    ['eu-west-1', { AWS_ENDPOINT_URL: 'http://localhost:4566' }, 'http://localhost:4566/'],
    ['eu-west-1', { AWS_ENDPOINT_URL: 'http://a', AWS_ENDPOINT_URL_DYNAMODB: 'http://b' }, 'http://b/'],
    [
      'eu-west-1',
      { AWS_ENDPOINT_URL: 'http://a', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' },
      'https://dynamodb.eu-west-1.amazonaws.com/',
    ],
  ])('of %s with %j is %s', (region, env, url) => {
    expect(endpointOf(DYNAMODB, region, undefined, env).href).toBe(url);
    expect(endpointOf(DYNAMODB, region, 'https://given', env).href).toBe('https://given/');
  });

  it.each([
    ['us-iso-east-1', {}, /region us-iso-east-1/],
    ['us-isob-east-1', {}, /region us-isob-east-1/],
    ['eusc-de-east-1', {}, /region eusc-de-east-1/],
    ['eu-west-1', { AWS_USE_FIPS_ENDPOINT: 'true' }, /AWS_USE_FIPS_ENDPOINT/],
    ['eu-west-1', { AWS_USE_DUALSTACK_ENDPOINT: 'true' }, /AWS_USE_DUALSTACK_ENDPOINT/],
  ])('of %s with %j is not guessed', (region, env, message) => {
    expect(() => endpointOf(DYNAMODB, region, undefined, env)).toThrow(message);
  });
});
