import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getConfig as theirs } from '@aws-lambda-powertools/parameters/appconfig-agent';
import { getConfig } from 'otel-powertools/parameters/appconfig-agent';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

let asked: string[] = [];

/** The HTTP interface of the agent, as far as the AppConfig user guide says. */
const agent = createServer((request, response) => {
  asked.push(request.url ?? '');
  const name = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
  if (name === 'none') response.writeHead(404).end('{"message":"not found"}');
  else if (name === 'bad') response.writeHead(500).end('broken');
  else if (name !== 'silent') response.end(name === 'json' ? '{"a":1}' : `text of ${name}`);
});

beforeAll(async () => {
  agent.listen(0, 'localhost');
  await new Promise((listening) => agent.once('listening', listening));
});
afterAll(() => {
  agent.close();
  agent.closeAllConnections();
});
beforeEach(() => {
  asked = [];
  vi.stubEnv('AWS_LAMBDA_INITIALIZATION_TYPE', 'on-demand');
  vi.stubEnv('AWS_APPCONFIG_EXTENSION_HTTP_PORT', String((agent.address() as AddressInfo).port));
  vi.stubEnv('POWERTOOLS_SERVICE_NAME', undefined);
});
afterEach(() => vi.unstubAllEnvs());

type Options = Readonly<Record<string, unknown>>;
const environment = { application: 'my app', environment: 'test/1' };

const outcomeOf = async (get: unknown, name: string, options: Options) => {
  const call = get as (name: string, options: Options) => Promise<unknown>;
  const before = asked.length;
  const outcome = await call(name, options).then(
    (value) => ({ value }),
    (error: Error) => ({ error: error.name }),
  );
  return { ...outcome, asked: asked.slice(before) };
};

const cases: readonly [title: string, name: string, options: Options, env?: Readonly<Record<string, string>>][] = [
  ['text', 'a b', environment],
  ['JSON', 'json', { ...environment, transform: 'json' }],
  ['no JSON', 'text', { ...environment, transform: 'json' }],
  ['no base64', 'text', { ...environment, transform: 'binary' }],
  ['nothing', 'none', environment],
  ['nothing, or an error', 'none', { ...environment, throwOnMissing: true }],
  ['an error', 'bad', environment],
  ['silence', 'silent', { ...environment, timeout: 50 }],
  ['no agent', 'a', environment, { AWS_APPCONFIG_EXTENSION_HTTP_PORT: '1' }],
  ['no application', 'a', { environment: 'test' }],
  ['a blank application', 'a', { environment: 'test', application: ' ' }],
  ['the application of the service', 'a', { environment: 'test' }, { POWERTOOLS_SERVICE_NAME: 'orders' }],
  ['a development machine', 'a', environment, { POWERTOOLS_DEV: 'true' }],
  ['no Lambda', 'a', environment, { AWS_LAMBDA_INITIALIZATION_TYPE: 'unknown' }],
  [
    'no Lambda, or an error',
    'a',
    { ...environment, throwOnMissing: true },
    { AWS_LAMBDA_INITIALIZATION_TYPE: 'unknown' },
  ],
  [
    'a value of the environment',
    'a',
    { ...environment, transform: 'json' },
    { POWERTOOLS_DEV: '1', POWERTOOLS_APPCONFIG_AGENT_RETURN_VALUE: ' {"b":2} ' },
  ],
];

describe("a configuration of AppConfig's agent, as Powertools has it", () => {
  it.each(cases)('%s', async (_, name, options, env = {}) => {
    for (const [variable, value] of Object.entries(env)) vi.stubEnv(variable, value);
    expect(await outcomeOf(getConfig, name, options)).toEqual(await outcomeOf(theirs, name, options));
  });

  it('says which could not be had, and why', async () => {
    await expect(getConfig('bad', environment)).rejects.toThrow(
      'Unable to get "bad": Failed to retrieve configuration from AppConfig Agent: 500 broken',
    );
  });
});
