import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';
import { InvocationType, InvokeCommand, LambdaClient, LogType } from '@aws-sdk/client-lambda';
import { beforeAll, describe, expect, it } from 'vitest';
import type { InvocationReport, LocalLambda } from '../../src/local/index.js';
import { buildCommand, start } from './support/runtime.js';

let lambda: LocalLambda;
const reports: InvocationReport[] = [];

beforeAll(async () => {
  lambda = await start(await buildCommand(), {
    functions: ['http.handler', 'http.other'],
    onReport: (report) => reports.push(report),
  });
});

/** Not `fetch`, which sets both headers itself. */
const post = async (path: string, headers: Record<string, string>): Promise<{ status: number; body: unknown }> => {
  const sent = request(lambda.url + path, { method: 'POST', headers: { 'Content-Type': 'text/plain', ...headers } });
  sent.end('{}');
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: response.statusCode ?? 0, body: await json(response) };
};

describe('the Invoke API', () => {
  const client = (): LambdaClient =>
    new LambdaClient({
      endpoint: lambda.url,
      region: 'us-east-1',
      credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
      maxAttempts: 1,
    });

  it('sends any event to any of the functions, as the AWS SDK calls it', async () => {
    const output = await client().send(
      new InvokeCommand({
        FunctionName: 'http-2',
        Payload: JSON.stringify({ n: 1 }),
        ClientContext: Buffer.from('{ "client": "Zoë 🙂" }').toString('base64'),
      }),
    );
    expect(output).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(output.FunctionError).toBeUndefined();
    expect(JSON.parse(output.Payload?.transformToString() ?? '')).toEqual({
      other: { n: 1 },
      clientContext: { client: 'Zoë 🙂' },
    });
  });

  it('finds a function by its ARN and by its handler', async () => {
    for (const FunctionName of ['arn:aws:lambda:us-east-1:123456789012:function:http-2', 'http.other']) {
      expect(await client().send(new InvokeCommand({ FunctionName }))).toMatchObject({ StatusCode: 200 });
    }
  });

  it('says that the function failed, and returns its log when asked', async () => {
    const output = await client().send(
      new InvokeCommand({
        FunctionName: 'http',
        Payload: JSON.stringify({ queryStringParameters: { do: 'throw' } }),
        LogType: LogType.Tail,
      }),
    );
    expect(output).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(JSON.parse(output.Payload?.transformToString() ?? '')).toMatchObject({
      errorType: 'Error',
      errorMessage: 'boom',
    });
    expect(Buffer.from(output.LogResult ?? '', 'base64').toString()).toMatch(/\tINFO\t\{"message":"throw"\}$/);
  });

  it('answers an asynchronous invocation at once', async () => {
    const before = reports.length;
    const output = await client().send(
      new InvokeCommand({ FunctionName: 'http-2', InvocationType: InvocationType.Event }),
    );
    expect(output.StatusCode).toBe(202);
    await expect.poll(() => reports.length).toBe(before + 1);
  });

  it('names the functions there are when asked for another', async () => {
    const refused = client().send(new InvokeCommand({ FunctionName: 'nobody' }));
    await expect(refused).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: expect.stringContaining('Running: http, http-2'),
    });
  });

  it('refuses an event that is not JSON, and a name that nothing has', async () => {
    const response = await fetch(`${lambda.url}/2015-03-31/functions/http/invocations`, { method: 'POST', body: '{' });
    expect(response.status).toBe(400);
    const strange = await fetch(`${lambda.url}/2015-03-31/functions/%E0%A4%A/invocations`, {
      method: 'POST',
      body: '{}',
    });
    expect(strange.status).toBe(404);
  });

  it.each([
    [{ Origin: 'https://evil.example' }, 'No requests are taken from web pages of "https://evil.example".'],
    [{ Origin: 'null' }, 'No requests are taken from web pages of "null".'],
    [
      { Host: 'rebound.example:80' },
      'The local Lambda answers requests to 127.0.0.1 and localhost only, not to "rebound.example:80".',
    ],
    [{ Host: '127.0.0.1.example' }, expect.stringContaining('127.0.0.1 and localhost only')],
  ])('invokes nothing for a web page: %j', async (headers, message) => {
    const before = reports.length;
    const answer = await post('/2015-03-31/functions/http-2/invocations', headers);
    expect(answer).toEqual({ status: 403, body: { message } });
    expect(reports).toHaveLength(before);
  });

  it.each([{ Host: 'localhost:3000', Origin: 'http://localhost:5173' }, { Host: '[::1]' }, { Host: 'api.localhost' }])(
    'answers what comes from this machine: %j',
    async (headers) => {
      const { status } = await post('/2015-03-31/functions/http-2/invocations', headers);
      expect(status).toBe(200);
    },
  );
});
