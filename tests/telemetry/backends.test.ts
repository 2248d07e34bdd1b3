import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { decodeRequest, itemsOf, type SignalName } from '../exporters/otlp/decoder.js';
import { startHttpEndpoint } from '../support/otlp-endpoint.js';
import { bundleProgram } from './bundle-program.js';
import { runOtlpProgram } from './run-otlp-program.js';

type Variables = Readonly<Record<string, string>>;

const page = readFileSync(join(root, 'docs/backends.md'), 'utf8');

/** The block of variables under each heading of docs/backends.md. */
const blocks = [...page.matchAll(/^### (?<backend>.+)\n\n```sh\n(?<lines>[^`]+)```$/gm)].map(
  ({ groups }): [string, Variables] => [
    groups?.backend ?? '',
    Object.fromEntries(
      (groups?.lines ?? '')
        .trim()
        .split('\n')
        .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
    ),
  ],
);

const SIGNALS: readonly SignalName[] = ['traces', 'metrics', 'logs'];

const headersIn = (text = ''): [string, string][] =>
  text
    .split(',')
    .filter(Boolean)
    .map((pair) => [pair.slice(0, pair.indexOf('=')), decodeURIComponent(pair.slice(pair.indexOf('=') + 1))]);

/** Where the requests of a signal have to arrive, read from the block by hand. */
const expectedOf = (signal: SignalName, variables: Variables) => {
  const own = variables[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_ENDPOINT`];
  const { host, pathname } = new URL(own ?? `${variables.OTEL_EXPORTER_OTLP_ENDPOINT}/v1/${signal}`);
  const headers = Object.fromEntries([
    ...headersIn(variables.OTEL_EXPORTER_OTLP_HEADERS),
    ...headersIn(variables[`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_HEADERS`]),
  ]);
  return { host, path: pathname, headers };
};

/** Every name leads to this machine. */
const RESOLVE_TO_THIS_MACHINE = `
  const dns = process.getBuiltinModule('node:dns');
  const { lookup } = dns;
  dns.lookup = (host, ...rest) => lookup('127.0.0.1', ...rest);`;

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otel-powertools-backends-'));
  program = await bundleProgram(folder, 'otlp');
});

afterAll(() => rm(folder, { recursive: true }));

describe('The block of variables for', () => {
  it('is there for each backend', () => {
    expect(blocks.map(([backend]) => backend)).toEqual([
      'Honeycomb',
      'Grafana Cloud',
      'Datadog',
      'New Relic',
      'Dynatrace',
      'Elastic',
      'Dash0',
      'A collector beside the function',
      'X-Ray and CloudWatch, without a daemon or collector',
    ]);
  });

  it.each(blocks)('%s makes requests as the backend wants them', async (_backend, variables) => {
    const endpoint = await startHttpEndpoint((response) => response.end());
    const { port } = new URL(endpoint.url);
    const local = Object.fromEntries(
      Object.entries(variables).map(([name, value]) => {
        if (!name.endsWith('_ENDPOINT')) return [name, value];
        // Its own port, and no encryption; host and path stay.
        const url = new URL(value.replace(/^https/, 'http'));
        url.port = port;
        return [name, url.href];
      }),
    );
    const { said } = await runOtlpProgram(program, {
      ...local,
      NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(RESOLVE_TO_THIS_MACHINE)}`,
      AWS_LAMBDA_FUNCTION_NAME: 'orders',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/orders',
      AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
      AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
    await endpoint.close();
    // What is not a line of the function itself is a warning.
    expect(said.filter((message) => message !== undefined && !['one', 'two'].includes(message))).toEqual([]);

    const chosen = SIGNALS.filter((signal) => variables[`OTEL_${signal.toUpperCase()}_EXPORTER`]?.includes('otlp'));
    expect(endpoint.requests).toHaveLength(chosen.length);
    for (const signal of chosen) {
      const { host, path, headers } = expectedOf(signal, variables);
      const request = endpoint.requests.find((candidate) => candidate.path === path);
      expect(request?.headers, signal).toMatchObject(headers);
      expect(request?.headers.host?.split(':')[0]).toBe(host.split(':')[0]);
      const items = itemsOf(signal, decodeRequest(signal, request?.headers ?? {}, request?.body ?? Buffer.alloc(0)));
      expect(items.length).toBeGreaterThan(0);
      if (host.endsWith('.amazonaws.com')) {
        const service = host.split('.')[0];
        expect(request?.headers.authorization).toMatch(`/eu-west-1/${service}/aws4_request`);
      }
    }
  });
});
