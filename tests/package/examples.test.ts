import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, type Format } from 'esbuild';
import { apiGatewayV2Event, sqsEvent } from 'otel-powertools/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { createTables, type LocalDynamoDB, startDynamoDB } from '../../src/local/dynamodb/dynamodb.js';
import { isRecord, recordOf } from '../../src/local/is-record.js';
import { AwsServices, awsActionOf } from '../../src/local/services/aws-services.js';
import { readTemplateFile } from '../../src/local/template/parse-yaml.js';
import { readTemplate } from '../../src/local/template/template.js';
import { type EventBus, startEventBus } from '../e2e/event-bus.js';
import { type Daemon, startDaemon } from '../support/daemon.js';
import { traceHeader } from '../support/lambda.js';
import { builtFile } from './built.js';

const REGION = 'eu-west-1';
const invokeScript = fileURLToPath(new URL('../consumers/invoke.mjs', import.meta.url));

/** What esbuild is told for a build property of SAM. One that is not here fails the test: nothing may be left out. */
const esbuildOptions: Readonly<Record<string, (value: never) => BuildOptions>> = {
  EntryPoints: (entryPoints: string[]) => ({ entryPoints }),
  Format: (format: Format) => ({ format }),
  MainFields: (fields: string) => ({ mainFields: fields.split(',') }),
  Minify: (minify: boolean) => ({ minify }),
  Sourcemap: (sourcemap: boolean) => ({ sourcemap }),
  OutExtension: (extensions: string[]) => ({
    outExtension: Object.fromEntries(extensions.map((pair) => pair.split('='))),
  }),
};

/** The esbuild options of the template's function with this source, with those that SAM always gives. */
const buildOptionsOf = (template: string, entry: string): BuildOptions => {
  const resources = Object.values(recordOf(readTemplateFile(template).Resources)).filter(isRecord);
  const properties = resources
    .map(({ Metadata }) => recordOf(recordOf(Metadata).BuildProperties))
    .filter(({ EntryPoints: entries }) => Array.isArray(entries) && entries.includes(entry))
    .flatMap((build) => Object.entries(build));
  const options = properties.map(([name, value]) => {
    const toOptions = esbuildOptions[name];
    if (!toOptions) throw new Error(`${template} has the build property ${name}, which this test does not know`);
    // A template is data without types; esbuild checks its options itself.
    return toOptions(value as never);
  });
  return Object.assign({ bundle: true, platform: 'node', target: 'es2020' }, ...options);
};

interface Outcome {
  readonly stderr: string;
  readonly answer: unknown;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
}

/** Invokes the function in `file` once, in a process that has nothing but `env`. */
const invokeOnce = async (file: string, event: object, env: Readonly<Record<string, string>>): Promise<Outcome> => {
  const child = spawn(process.execPath, [invokeScript, 'import', file, JSON.stringify(event)], {
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const texts = ['', '', '', ''];
  for (const descriptor of [1, 2, 3]) {
    child.stdio[descriptor]?.on('data', (chunk: Buffer) => {
      texts[descriptor] += chunk.toString('utf8');
    });
  }
  await once(child, 'close');
  const [, stdout = '', stderr = '', answer = ''] = texts;
  return {
    stderr,
    answer: answer && JSON.parse(answer),
    lines: stdout.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : [])),
  };
};

const shipment = { shipment_id: 'S-1', order_id: 'A-1' };

const examples = [
  {
    name: 'orders',
    entry: 'handler.ts',
    event: apiGatewayV2Event({
      method: 'POST',
      path: '/orders',
      body: { order_id: 'A-1001', customer: 'Ada', items: [{ sku: 'tea', quantity: 2, unit_price: 450 }] },
    }),
    answer: { statusCode: 201, body: expect.stringContaining('"total":900') },
    spans: ['POST /orders', '### priceOrder', '### storeOrder', 'reserve stock', 'DynamoDB'],
    metrics: ['OrderReceived', 'OrderProcessed', 'OrderValue', 'ItemsOrdered'],
    log: 'order stored',
  },
  {
    name: 'payments',
    entry: 'handler.ts',
    event: { payment_id: 'P-1', amount: 100 },
    answer: { payment_id: 'P-1', status: 'paid' },
    spans: ['payments', 'idempotency'],
    metrics: [],
    log: 'paid',
  },
  {
    name: 'stream',
    entry: 'handler.ts',
    event: {
      Records: [
        {
          eventID: '1',
          eventName: 'INSERT',
          eventVersion: '1.1',
          eventSource: 'aws:dynamodb',
          awsRegion: REGION,
          eventSourceARN: `arn:aws:dynamodb:${REGION}:123456789012:table/OrdersTable/stream/2026-11-30T10:00:00.000`,
          dynamodb: {
            Keys: { order_id: { S: 'A-1' } },
            NewImage: {
              order_id: { S: 'A-1' },
              status: { S: 'received' },
              total: { N: '900' },
              customer: { M: { name: { S: 'Ada' }, email: { S: 'ada@example.com' } } },
            },
            SequenceNumber: '100',
            SizeBytes: 40,
            StreamViewType: 'NEW_AND_OLD_IMAGES',
          },
        },
      ],
    },
    answer: null,
    spans: ['stream', 'parameters.get', 'DynamoDB'],
    metrics: ['OrderChanged'],
    log: 'order followed',
  },
  {
    name: 'queue',
    entry: 'handler.ts',
    event: sqsEvent([{ body: { order_id: 'A-1', customer: 'Ada', address: '12 St James Square' } }], {
      queueName: 'paid-orders',
    }),
    answer: { batchItemFailures: [] },
    spans: ['queue', 'process paid-orders', 'idempotency', 'DynamoDB', 'EventBridge'],
    metrics: ['OrderShipped'],
    log: 'order shipped',
  },
  {
    name: 'queue',
    entry: 'checkout.ts',
    event: apiGatewayV2Event({
      method: 'POST',
      path: '/orders',
      body: { order_id: 'A-1', customer: 'Ada', address: '12 St James Square' },
    }),
    answer: { statusCode: 202, body: '{"order_id":"A-1"}' },
    spans: ['POST /orders', 'SQS'],
    metrics: [],
    log: 'order paid',
  },
  {
    name: 'queue',
    entry: 'notification.ts',
    event: { 'detail-type': 'Order Shipped', source: 'shop.shipping', detail: shipment },
    answer: null,
    spans: ['queue'],
    metrics: [],
    log: 'customer told',
  },
];

interface LocalAws {
  readonly url: string;
  close(): Promise<void>;
}

/** The queues and parameters of a template, on the loopback interface. */
const startLocalAws = async (template: string): Promise<LocalAws> => {
  const server = createServer((request, response) => {
    const action = awsActionOf(request);
    if (action) void services.answer(action, request, response);
    else response.writeHead(404).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;
  const services = new AwsServices(url, REGION, readTemplate(template, REGION, url), () => {});
  return {
    url,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
};

const metricNamesIn = (directives: unknown): unknown[] =>
  [recordOf(directives).CloudWatchMetrics]
    .flat()
    .flatMap((directive) => [recordOf(directive).Metrics].flat().map((metric) => recordOf(metric).Name));

describe.each(examples)(
  'the example $name, its $entry bundled as its template says',
  ({ name, entry, event, answer, spans, metrics, log }) => {
    const template = join(root, 'examples', name, 'template.yaml');
    const folder = mkdtempSync(join(tmpdir(), `otel-powertools-${name}-`));
    let daemon: Daemon;
    let dynamodb: LocalDynamoDB;
    let bus: EventBus;
    let aws: LocalAws;

    beforeAll(async () => {
      // Fails with what to do if there is no build.
      builtFile('.', 'import');
      daemon = await startDaemon();
      dynamodb = await startDynamoDB();
      bus = await startEventBus();
      aws = await startLocalAws(template);
      await createTables(dynamodb.url, readTemplate(template, REGION).tables, REGION);
    });

    afterAll(async () => {
      await daemon.close();
      await dynamodb.close();
      await bus.close();
      await aws.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** Only the output is copied away: where it runs there is no package beside it. */
    const bundleAlone = async (): Promise<string> => {
      const outdir = join(folder, 'build');
      const { metafile, warnings } = await build({
        ...buildOptionsOf(template, entry),
        absWorkingDir: dirname(template),
        outdir,
        metafile: true,
        // The package by its name, as a user's project finds it: not the paths of this repository, which lead to the source.
        tsconfigRaw: '{}',
        // Said only because the package is not below node_modules here: dropping what is unused is what it counts on.
        logOverride: { 'ignored-bare-import': 'silent' },
        logLevel: 'silent',
      });
      expect(warnings).toEqual([]);
      expect(Object.keys(metafile.inputs).filter((input) => input.includes('/dist/esm/'))).not.toEqual([]);
      const output = Object.keys(metafile.outputs).find((file) => /\.m?js$/.test(file)) ?? '';
      const alone = join(folder, basename(output));
      copyFileSync(join(dirname(template), output), alone);
      return alone;
    };

    it('answers, and its spans, metrics and log lines arrive', async () => {
      const { header, traceId } = traceHeader();
      const definition = readTemplate(template, REGION, aws.url).functions.find(({ entryPoints }) =>
        entryPoints.includes(join(dirname(template), entry)),
      );
      expect(definition).toBeDefined();
      const outcome = await invokeOnce(await bundleAlone(), event, {
        ...definition?.environment,
        AWS_LAMBDA_FUNCTION_NAME: name,
        AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
        AWS_REGION: REGION,
        AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x',
        LAMBDA_TASK_ROOT: folder,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
        AWS_ENDPOINT_URL_DYNAMODB: dynamodb.url,
        AWS_ENDPOINT_URL_EVENTBRIDGE: bus.url,
        AWS_ENDPOINT_URL_SQS: aws.url,
        AWS_ENDPOINT_URL_SSM: aws.url,
        AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        AWS_XRAY_DAEMON_ADDRESS: daemon.address,
        _HANDLER: 'handler.handler',
        _X_AMZN_TRACE_ID: header,
      });
      expect(outcome).toMatchObject({ stderr: '', answer });

      // The spans of one short invocation are one datagram.
      const documents = await daemon.until((received) => received.length > 0);
      expect(documents.map((document) => document.name)).toEqual(expect.arrayContaining(spans));
      expect(documents.filter(({ trace_id }) => trace_id !== traceId)).toEqual([]);
      expect(outcome.lines).toContainEqual(expect.objectContaining({ message: log, xray_trace_id: traceId }));
      expect(outcome.lines.flatMap(({ _aws }) => (_aws ? [_aws] : [])).flatMap(metricNamesIn)).toEqual(metrics);
    });
  },
);
