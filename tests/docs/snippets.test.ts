import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { apiGatewayV2Event, eventBridgeEvent, sqsEvent } from 'otel-powertools/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { type Endpoint, startHttpEndpoint } from '../support/otlp-endpoint.js';
import { moduleOf, snippetsOf } from './snippets.js';

const execute = promisify(execFile);
const folder = join(root, 'tests/docs/.generated');
const snippets = snippetsOf();

const contextText = readFileSync(join(root, 'tests/docs/context.ts'), 'utf8');
const given = [
  ...contextText.matchAll(/^export (?:const|class|type|interface) (\w+)/gm),
  ...[...contextText.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, list = '']) =>
    list.split(',').map((name) => ['', name.trim().split(' as ').at(-1)?.replace('type ', '').trim() ?? '']),
  ),
].map(([, name = '']) => name);

const fileOf = (name: string): string => name.replace(/[^\w]+/g, '-');

/** The events of handlers that need one of a certain shape. */
const events: Readonly<Record<string, unknown>> = {
  'README.md#1': { order_id: 'A-1', total: 12 },
  'docs/batch.md#1': sqsEvent([{ body: { order_id: 'A-1' } }]),
  'docs/batch.md#4': sqsEvent([{ body: { order_id: 'A-1' } }]),
  'docs/capturing.md#1': { customer: 'Ada', items: [{ price: 2 }] },
  'docs/event-handler.md#1': apiGatewayV2Event({ path: '/orders/A-1' }),
  'docs/metrics.md#1': { id: '1', plan: 'free', total: 12 },
  'docs/metrics.md#3': { customer: 'Ada' },
  'docs/parser.md#1': sqsEvent([{ body: { order_id: 'A-1' } }]),
  'docs/validation.md#1': eventBridgeEvent({ detailType: 'order', detail: { order_id: 'A-1' } }),
};

/** Snippets that talk to AWS, or to a store, as soon as they run: they are compiled only, and why. */
const COMPILED_ONLY: Readonly<Record<string, string>> = {
  'docs/idempotency.md#1': 'its table is in AWS; tests/idempotency runs the same against a local one',
  'docs/idempotency.md#3': 'it connects to a cache; tests/idempotency runs the same against a local one',
  'docs/kafka.md#1': 'a handler of an event that tests/kafka makes',
  'docs/parameters.md#1': 'it asks AWS',
  'docs/parameters.md#2': 'it asks AWS',
  'docs/parameters.md#3': 'it asks AWS',
  'docs/testing.md#1': 'a test of another function, for Vitest',
};

let collector: Endpoint;

beforeAll(async () => {
  collector = await startHttpEndpoint((response) => response.end());
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  for (const snippet of snippets) {
    const before = snippets.filter(({ page, name }) => page === snippet.page && name < snippet.name);
    writeFileSync(join(folder, `${fileOf(snippet.name)}.ts`), moduleOf(snippet, before, given));
  }
  await build({
    absWorkingDir: folder,
    entryPoints: snippets.map(({ name }) => `${fileOf(name)}.ts`),
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    logLevel: 'silent',
    external: ['../src/orders.js'],
  });
});

afterAll(async () => {
  await collector.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('the snippets of README and docs', () => {
  it('are many', () => {
    expect(snippets.length).toBeGreaterThan(40);
  });

  it('compile', async () => {
    const config = {
      extends: '../../../tsconfig.json',
      compilerOptions: {
        rootDir: root,
        noUnusedLocals: false,
        noUnusedParameters: false,
        // Snippets are written for a page.
        verbatimModuleSyntax: false,
      },
      include: ['./*.ts', '../../../src/**/*.d.ts'],
      exclude: ['docs-testing-md-1.ts'],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
    const { stdout } = await execute(join(root, 'node_modules/.bin/tsc'), ['-p', folder]).catch((error) => error);
    expect(stdout).toBe('');
  }, 120_000);

  it.each(snippets.filter(({ name }) => !(name in COMPILED_ONLY)))(
    '$name runs, and warns of nothing',
    async ({ name }) => {
      const file = join(folder, `${fileOf(name)}.mjs`);
      const event = JSON.stringify(events[name] ?? {});
      const { stdout, stderr } = await execute(
        process.execPath,
        [join(root, 'tests/docs/run-snippet.mjs'), file, event],
        {
          env: {
            PATH: process.env.PATH,
            AWS_LAMBDA_FUNCTION_NAME: 'shop',
            AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs',
            AWS_REGION: 'eu-west-1',
            AWS_XRAY_DAEMON_ADDRESS: '127.0.0.1:2000',
            AWS_ACCESS_KEY_ID: 'id',
            AWS_SECRET_ACCESS_KEY: 'key',
            _X_AMZN_TRACE_ID: 'Root=1-6a54a8c2-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1',
            NODE_NO_WARNINGS: '1',
            OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
          },
        },
      );
      const warnings = `${stdout}${stderr}`.split('\n').filter((line) => /"level":"(WARN|ERROR)"|warning/i.test(line));
      expect(warnings).toEqual([]);
    },
  );
});
