import { beforeAll, describe, expect, it } from 'vitest';
import type { LocalLambda } from '../../../src/local/index.js';
import { buildCommand, functionsFolder, start } from '../support/runtime.js';

let bin = '';
let lambda: LocalLambda;
const cwd = `${functionsFolder}/apis`;

beforeAll(async () => {
  bin = await buildCommand();
  lambda = await start(bin, { cwd, functions: [], template: 'template.yaml' });
});

const send = (path: string, init: RequestInit = {}) => fetch(lambda.url + path, init);
const eventOf = async (path: string, init: RequestInit = {}) =>
  (await send(path, init)).json() as Promise<Record<string, unknown>>;
const answering = (path: string, answer: unknown) =>
  send(path, { method: 'POST', body: JSON.stringify({ answer }), headers: { 'content-type': 'application/json' } });

const token = (claims: object): string =>
  `Bearer x.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.signature`;

describe('a request to a REST API', () => {
  it('is an event of payload format 1.0', async () => {
    const event = await eventOf('/rest/a%20b?x=1&x=2&y=z', { headers: { 'X-Custom': 'yes', 'User-Agent': 'test' } });
    expect(event).toMatchObject({
      ...{ resource: '/rest/{id}', path: '/rest/a%20b', httpMethod: 'GET', pathParameters: { id: 'a b' } },
      headers: { 'X-Forwarded-Proto': 'http', 'X-Amzn-Trace-Id': expect.stringContaining('Root=') },
      multiValueHeaders: { 'X-Forwarded-For': ['127.0.0.1'] },
      ...{ queryStringParameters: { x: '2', y: 'z' }, multiValueQueryStringParameters: { x: ['1', '2'], y: ['z'] } },
      ...{ stageVariables: null, body: null, isBase64Encoded: false },
      requestContext: {
        ...{
          stage: 'live',
          path: '/live/rest/a%20b',
          resourcePath: '/rest/{id}',
          httpMethod: 'GET',
          protocol: 'HTTP/1.1',
        },
        identity: { sourceIp: '127.0.0.1', userAgent: 'test', cognitoIdentityId: null },
        requestTime: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:/),
      },
    });
    expect(event).not.toHaveProperty('version');
  });

  it('has null where it has nothing', async () => {
    expect(await eventOf('/pool', { headers: { authorization: token({ sub: 'ada' }) } })).toMatchObject({
      ...{ queryStringParameters: null, multiValueQueryStringParameters: null, pathParameters: null, body: null },
    });
  });

  it.each<[string, unknown, number, string]>([
    ['a status and a body', { statusCode: 201, body: 'made' }, 201, 'made'],
    ['base64', { statusCode: 200, body: 'aGk=', isBase64Encoded: true }, 200, 'hi'],
    ['no body', { statusCode: 204 }, 204, ''],
    ['no status', { body: 'x' }, 502, '{"message":"Internal server error"}'],
    ['a body that is no text', { statusCode: 200, body: { a: 1 } }, 502, '{"message":"Internal server error"}'],
    ['plain text', 'hello', 502, '{"message":"Internal server error"}'],
  ])('is answered by %s', async (_what, answer, status, body) => {
    const response = await answering('/rest/1', answer);
    expect([response.status, await response.text()]).toEqual([status, body]);
  });

  it('gets every value of a header', async () => {
    const response = await answering('/rest/1', {
      ...{ statusCode: 200, headers: { 'X-One': '1' }, multiValueHeaders: { 'Set-Cookie': ['a=1', 'b=2'] } },
    });
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('x-one')).toBe('1');
    expect(response.headers.get('content-type')).toBe('application/json');
  });
});

describe('a request to a load balancer', () => {
  it('leaves its parameters as they were sent', async () => {
    const event = await eventOf('/alb/x?q=a%20b&q=c&flag', { method: 'PUT', body: '{}' });
    expect(event).toMatchObject({
      requestContext: { elb: { targetGroupArn: expect.stringMatching(/^arn:aws:elasticloadbalancing:/) } },
      ...{ httpMethod: 'PUT', path: '/alb/x', queryStringParameters: { q: 'c', flag: '' }, body: '{}' },
      headers: { host: expect.any(String), 'x-forwarded-proto': 'http' },
    });
    expect(event).not.toHaveProperty('multiValueHeaders');
  });

  it('has lists where its target group says so', async () => {
    const event = await eventOf('/multi?q=a&q=b');
    expect(event).toMatchObject({
      ...{ multiValueQueryStringParameters: { q: ['a', 'b'] }, multiValueHeaders: { host: [expect.any(String)] } },
    });
    expect(event).not.toHaveProperty('headers');
  });

  it('is a bad gateway where the function answers nothing that it can use', async () => {
    for (const body of ['{"fail":true}', '{"answer":"text"}']) {
      const response = await send('/alb/x', { method: 'POST', body });
      expect([response.status, response.headers.get('content-type')]).toEqual([502, 'text/html']);
    }
  });
});

describe('a request to a function URL', () => {
  it('is an event of payload format 2.0 without a route', async () => {
    expect(await eventOf('/anything')).toMatchObject({
      ...{ version: '2.0', routeKey: '$default', rawPath: '/anything' },
      requestContext: { accountId: 'anonymous', stage: '$default' },
    });
  });
});

describe('a request to an HTTP API', () => {
  it('is an event of payload format 1.0 where its integration says so', async () => {
    expect(await eventOf('/http1?a=1')).toMatchObject({
      ...{ version: '1.0', resource: '/http1', queryStringParameters: { a: '1' }, httpMethod: 'GET' },
      requestContext: { stage: '$default', path: '/http1' },
    });
  });

  it('is no business of an authorizer that it does not have', async () => {
    const { requestContext } = await eventOf('/http', { headers: { authorization: token({ sub: 'ada' }) } });
    expect(requestContext).not.toHaveProperty('authorizer');
  });
});

describe('an authorizer of the template', () => {
  const claims = { sub: 'ada', 'cognito:groups': ['a', 'b'], exp: 1, scope: 'orders:read' };

  it.each<[string, string, Record<string, string>, number, object | undefined]>([
    [
      'puts the claims of a JSON Web Token into the event',
      '/jwt',
      { authorization: token(claims) },
      200,
      {
        jwt: {
          claims: { sub: 'ada', 'cognito:groups': '[a b]', exp: '1', scope: 'orders:read' },
          scopes: ['orders:read'],
        },
      },
    ],
    ['refuses a request without a token', '/jwt', {}, 401, undefined],
    ['refuses what is no token', '/jwt', { authorization: 'Bearer nothing' }, 401, undefined],
    ['refuses a token without the scope of the route', '/scoped', { authorization: token(claims) }, 403, undefined],
    [
      'takes a token with the scope of the route',
      '/scoped',
      { authorization: token({ ...claims, scope: 'a orders:write' }) },
      200,
      { jwt: { scopes: ['a', 'orders:write'] } },
    ],
    [
      'of Cognito has the claims in another place',
      '/pool',
      { authorization: token(claims).replace('Bearer ', '') },
      200,
      { claims: { sub: 'ada', 'cognito:groups': '[a b]' } },
    ],
    ['of Cognito refuses a request without a token', '/pool', {}, 401, undefined],
    [
      'may be a function with a simple answer',
      '/key',
      { 'x-api-key': 'open sesame' },
      200,
      { lambda: { tenant: 'acme', type: 'REQUEST', routeArn: expect.stringMatching(/:local\/\$default\/GET\/key$/) } },
    ],
    ['may be a function that refuses', '/key', { 'x-api-key': 'guess' }, 403, undefined],
    ['is not asked where its identity source is missing', '/key', {}, 401, undefined],
    [
      'may be a function with a policy',
      '/policy/x',
      { authorization: 'allow' },
      200,
      { principalId: 'ada', type: 'TOKEN', level: 7 },
    ],
    ['denies by a policy', '/policy/x', { authorization: 'deny' }, 403, undefined],
    ['denies what its policy is not about', '/policy/x', { authorization: 'elsewhere' }, 403, undefined],
    ['refuses by throwing "Unauthorized"', '/policy/x', { authorization: 'nobody' }, 401, undefined],
    ['fails otherwise', '/policy/x', { authorization: 'broken' }, 500, undefined],
  ])('%s', async (_what, path, headers, status, authorizer) => {
    const response = await send(path, { headers });
    expect(response.status).toBe(status);
    if (authorizer) expect(await response.json()).toMatchObject({ requestContext: { authorizer } });
  });
});

describe('the claims of the command line', () => {
  it('stand in for those of a token, and come without an authorizer too', async () => {
    const own = await start(bin, {
      cwd,
      functions: [],
      template: 'template.yaml',
      claims: { sub: 'eve', admin: true },
    });
    const contextOf = async (path: string) =>
      ((await (await fetch(own.url + path)).json()) as { requestContext: unknown }).requestContext;
    const all = { sub: 'eve', admin: 'true' };
    expect(await contextOf('/jwt')).toMatchObject({ authorizer: { jwt: { claims: all, scopes: null } } });
    expect(await contextOf('/http')).toMatchObject({ authorizer: { jwt: { claims: all } } });
    expect(await contextOf('/pool')).toMatchObject({ authorizer: { claims: all } });
    await own.close();
  });
});

describe('paths that no route takes', () => {
  it('are not told by a REST API', async () => {
    const own = await start(bin, { cwd, functions: ['echo.handler'], template: 'rest-only.yaml' });
    const response = await fetch(`${own.url}/nowhere`);
    expect([response.status, await response.text()]).toEqual([403, '{"message":"Missing Authentication Token"}']);
    await own.close();
  });
});
