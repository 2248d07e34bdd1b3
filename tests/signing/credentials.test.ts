import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { propagation, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { captureHttpRequests } from 'otel-powertools/tracer';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { credentialsOf } from '../../src/signing/credentials.js';
import { type RecordedTelemetry, registerTelemetry, unregisterTelemetry } from '../tracer/telemetry.js';

// Without an expiration: it is not kept, and each test asks anew.
const DOCUMENT = { AccessKeyId: 'CONTAINER', SecretAccessKey: 'secret', Token: 'session' };
const CREDENTIALS = { accessKeyId: 'CONTAINER', secretAccessKey: 'secret', sessionToken: 'session' };

let telemetry: RecordedTelemetry;
let server: Server;
let origin: string;
let received: IncomingMessage[];
let reply: (response: ServerResponse) => unknown;

const answer = (status: number, body: string) => (response: ServerResponse) => response.writeHead(status).end(body);

beforeAll(async () => {
  telemetry = registerTelemetry();
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  captureHttpRequests();
  server = createServer((message, response) => {
    received.push(message);
    reply(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  unregisterTelemetry();
});
beforeEach(() => {
  received = [];
  reply = answer(200, JSON.stringify(DOCUMENT));
  telemetry.exporter.reset();
});
afterEach(() => vi.restoreAllMocks());

const fromContainer = (address = `${origin}/secret-id`, token?: string) =>
  credentialsOf('', {
    AWS_CONTAINER_CREDENTIALS_FULL_URI: address,
    ...(token && { AWS_CONTAINER_AUTHORIZATION_TOKEN: token }),
  });

describe('the credentials of a container', () => {
  it('are asked for once by those who need them at the same time', async () => {
    const all = await Promise.all(Array.from({ length: 5 }, () => fromContainer()));
    expect(all).toEqual(Array.from({ length: 5 }, () => CREDENTIALS));
    expect(received).toHaveLength(1);
  });

  it('are asked for again after a failure', async () => {
    reply = answer(500, '');
    const failed = await Promise.allSettled([fromContainer(), fromContainer()]);
    expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    reply = answer(200, JSON.stringify(DOCUMENT));
    expect(await fromContainer()).toEqual(CREDENTIALS);
    expect(received).toHaveLength(2);
  });

  it('come by a request that is in no trace', async () => {
    await trace.getTracer('test').startActiveSpan('handler', async (span) => {
      await (await fetch(`${origin}/seen`)).text();
      await fromContainer();
      span.end();
    });
    const [seen, asked] = received;
    expect(seen?.headers).toHaveProperty('traceparent');
    expect(asked?.url).toBe('/secret-id');
    expect(asked?.headers).not.toHaveProperty('traceparent');
    expect(telemetry.exporter.getFinishedSpans().map(({ attributes }) => attributes['url.full'])).toEqual([
      `${origin}/seen`,
      undefined,
    ]);
  });

  it('are not waited for longer than a second', async () => {
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
    await expect(fromContainer()).rejects.toThrow(
      `No AWS credentials to sign with: ${origin} gave no answer within 1000 ms.`,
    );
    expect(timeout).toHaveBeenCalledWith(1000);
  });

  it('are waited for to the end of the answer', async () => {
    const { timeout } = AbortSignal;
    vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout.call(AbortSignal, 100));
    reply = (response) => response.writeHead(200).write('{');
    await expect(fromContainer()).rejects.toThrow('gave no answer');
  });

  it.each([
    [403, 'no', 'answered 403.'],
    [200, '<html>', 'answered 200 without any.'],
    [200, 'null', 'answered 200 without any.'],
    [200, '{}', 'answered 200 without any.'],
  ])('are missing in the answer %i %s', async (status, body, message) => {
    reply = answer(status, body);
    await expect(fromContainer()).rejects.toThrow(
      `No AWS credentials to sign with: the container's endpoint ${message}`,
    );
  });

  it.each([
    'http://127.0.0.1:9001/c',
    'http://127.8.9.10/c',
    'http://localhost/c',
    'http://[::1]/c',
    'http://169.254.170.2/c',
    'http://169.254.170.23/c',
    'http://[fd00:ec2::23]/c',
    'https://credentials.example/c',
  ])('may come from %s', async (address) => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(Response.json(DOCUMENT));
    await expect(fromContainer(address, 'let-me-in')).resolves.toEqual(CREDENTIALS);
    expect(fetched).toHaveBeenCalledWith(new URL(address), expect.objectContaining({ headers: expect.anything() }));
  });

  it.each([
    ['http://credentials.example/secret-id', 'http://credentials.example'],
    ['http://127.0.0.1.example/secret-id', 'http://127.0.0.1.example'],
    ['http://127.0.0.1@credentials.example/secret-id', 'http://credentials.example'],
    ['http://169.254.170.29/secret-id', 'http://169.254.170.29'],
    ['http://10.0.0.1/secret-id', 'http://10.0.0.1'],
    ['ftp://localhost/secret-id', 'ftp://localhost'],
    ['secret-id', 'no URL'],
  ])('may not come from %s', async (address, named) => {
    const fetched = vi.spyOn(globalThis, 'fetch');
    const failed = fromContainer(address, 'let-me-in');
    await expect(failed).rejects.toThrow(`and is ${named}.`);
    await expect(failed).rejects.not.toThrow('secret-id');
    expect(fetched).not.toHaveBeenCalled();
  });

  it('are those of ECS where it names no more than the path', async () => {
    const fetched = vi.spyOn(globalThis, 'fetch').mockResolvedValue(Response.json(DOCUMENT));
    await credentialsOf('', { AWS_CONTAINER_CREDENTIALS_RELATIVE_URI: '/v2/credentials/id' });
    expect(fetched.mock.calls[0]?.[0]).toEqual(new URL('http://169.254.170.2/v2/credentials/id'));
  });
});

it('names every variable that could have led to credentials, and what else helps', async () => {
  await expect(credentialsOf(' Ask somebody.', { AWS_PROFILE: 'mine' })).rejects.toThrow(
    /^No AWS credentials .* AWS_CONTAINER_CREDENTIALS_RELATIVE_URI nor AWS_CONTAINER_CREDENTIALS_FULL_URI is set, and profiles are not read\. Ask somebody\.$/,
  );
});
