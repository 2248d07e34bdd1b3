import path from 'node:path';
import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { root, sourceOf, subpaths } from '../../scripts/entries.mjs';
import type { LocalLambda } from '../../src/local/index.js';
import type { InvocationReport } from '../../src/local/report.js';
import { buildCommand, resultOf, start, temporaryFolder } from './support/runtime.js';

/** As Powertools documents it: a Tracer, and no wrapper. It calls itself, so that it sees what it sends. */
const CODE = `
import http from 'node:http';
import { trace } from '@opentelemetry/api';
import { Tracer } from 'otel-powertools/tracer';
const tracer = new Tracer({ serviceName: 'orders' });
const server = http.createServer((request, response) => response.end(JSON.stringify(request.headers)));
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
server.unref();
const url = 'http://127.0.0.1:' + server.address().port + '/';
const atInit = await (await fetch(url)).json();
const charge = tracer.captureMethod(async () => {
  const parent = tracer.getSegment();
  const subsegment = parent.addNewSubsegment('### inner');
  tracer.setSegment(subsegment);
  tracer.putAnnotation('order', 'o-1');
  const received = await (await fetch(url)).json();
  subsegment.close();
  tracer.setSegment(parent);
  return received;
}, { subSegmentName: '### charge' });
export const handler = async (event, context) => {
  const received = await charge();
  return { atInit, received };
};`;

const nameTree = (documents: InvocationReport['segments']): unknown[] =>
  documents.map(({ name, subsegments }) => [name, nameTree((subsegments ?? []) as InvocationReport['segments'])]);

let lambda: LocalLambda;
beforeAll(async () => {
  const folder = temporaryFolder();
  await build({
    stdin: { contents: CODE, resolveDir: root },
    outfile: path.join(folder, 'orders.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: Object.fromEntries(
      subpaths.map((subpath) => [`otel-powertools${subpath.slice(1)}`, `${root}${sourceOf(subpath)}`]).toReversed(),
    ),
    logLevel: 'silent',
  });
  lambda = await start(await buildCommand(), { functions: ['orders.handler'], cwd: folder });
});

describe('a function that only has a Tracer', () => {
  it('has its subsegments on the segment of each invocation, and nothing of what the runtime does', async () => {
    for (let count = 0; count < 3; count += 1) {
      const report = await lambda.invoke('orders', {});
      expect(report).toMatchObject({ outcome: 'ok', rejections: [] });
      expect(nameTree(report.segments)).toEqual([['### charge', [['### inner', [['127.0.0.1', []]]]]]]);
      expect(report.segments.map(({ trace_id, parent_id }) => [trace_id, parent_id])).toEqual([
        [report.traceId, report.functionSegmentId],
      ]);
      const { atInit, received } = resultOf(report) as Record<'atInit' | 'received', Record<string, string>>;
      expect(atInit).not.toHaveProperty('x-amzn-trace-id');
      expect(atInit).not.toHaveProperty('traceparent');
      expect(received['x-amzn-trace-id']).toMatch(new RegExp(`^Root=${report.traceId};Parent=[0-9a-f]{16};Sampled=1$`));
    }
  });
});
