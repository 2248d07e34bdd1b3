import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InvocationReport } from '../../src/local/report.js';
import { BoundedHistory } from '../../src/local/session/bounded-history.js';
import { eventSourceOf } from '../../src/local/session/event-source.js';
import { explainFailure } from '../../src/local/session/failure-explanation.js';
import { Session } from '../../src/local/session/session.js';
import { framesOfStack } from '../../src/local/session/stack-frames.js';

const report = (changes: Partial<InvocationReport> = {}): InvocationReport => ({
  ...{ functionName: 'orders', requestId: crypto.randomUUID(), trigger: 'event', event: '{}', outcome: 'ok' },
  ...{ traceHeader: '', traceId: '1-00000000-000000000000000000000000', functionSegmentId: '00000000000000ff' },
  ...{ failure: undefined, coldStart: false, startTime: 1, durationMs: 1, initDurationMs: undefined, memorySize: 128 },
  ...{ logs: [], metrics: [], segments: [], datagramBytes: [], rejections: [] },
  ...{ response: Buffer.from('null'), streamed: false },
  ...changes,
});

const failing = (errorType: string, errorMessage: string, rest: Partial<InvocationReport> = {}) =>
  report({ outcome: 'error', failure: { errorType, errorMessage, trace: [] }, ...rest });

describe('the history of a session', () => {
  it('is bounded by count and by bytes, whatever comes, and keeps the newest', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ maxLength: 300 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 2000 }),
        (texts, count, bytes) => {
          const history = new BoundedHistory({ count, bytes });
          const gone = texts.flatMap((text, index) => history.add(String(index), text));
          const kept = history.values().map((text) => text.toString());
          expect(kept).toEqual(texts.slice(texts.length - kept.length).map((text) => Buffer.from(text).toString()));
          expect(kept.length).toBeGreaterThan(0);
          expect(history.size).toBeLessThanOrEqual(count);
          if (history.size > 1) expect(history.bytes).toBeLessThanOrEqual(bytes);
          expect(history.dropped).toBe(texts.length - kept.length);
          expect(gone).toHaveLength(history.dropped);
        },
      ),
    );
  });

  it('holds 10,000 invocations in bounded memory', () => {
    const session = new Session({ count: 10_000, bytes: 8 * 1024 * 1024 });
    const text = 'x'.repeat(2000);
    for (let index = 0; index < 12_000; index++) {
      session.end(report({ logs: [{ stream: 'stdout', time: 1, text, json: undefined }] }));
    }
    expect(session.bytes).toBeLessThanOrEqual(8 * 1024 * 1024);
    expect(session.summaries.length + session.dropped).toBe(12_000);
    expect(session.summaries.at(-1)?.sequence).toBe(12_000);
  });
});

describe('a process that Node.js has ended for an error', () => {
  it('is explained by what Node.js printed, with the line of the source', () => {
    const lines = [
      '/project/orders.mjs:3',
      "    throw new TypeError('nobody caught this');",
      'TypeError: nobody caught this',
      '    at Timeout._onTimeout (file:///project/orders.mjs:3:11)',
      '    at listOnTimeout (node:internal/timers:685:17)',
      'Node.js v24.21.0',
    ];
    const logs = lines.map((text) => ({ stream: 'stderr' as const, time: 1, text, json: undefined }));
    const explanation = explainFailure(failing('Runtime.ExitError', 'exit status 1', { logs, outcome: 'exit' }), []);
    expect(explanation?.causes).toMatchObject([
      {
        ...{ errorType: 'TypeError', errorMessage: 'nobody caught this' },
        frames: [{ file: '/project/orders.mjs', line: 3, own: true }, { own: false }],
      },
    ]);
    const quiet = explainFailure(failing('Runtime.ExitError', 'exit status 1', { outcome: 'exit' }), []);
    expect(quiet?.causes).toEqual([]);
  });
});

describe('what may help against a failure', () => {
  const missing = {
    segments: [
      {
        ...{ id: '00000000000000aa', name: 'DynamoDB', trace_id: '1-00000000-000000000000000000000000' },
        ...{ start_time: 1, end_time: 2, error: true, aws: { table_name: 'Order' } },
      },
    ],
  };

  it.each([
    [
      failing('ResourceNotFoundException', 'Requested resource not found', missing),
      /There is no table "Order": the tables here are Orders/,
    ],
    [
      failing('AccessDeniedException', 'not authorized to perform: sqs:SendMessage'),
      /the credentials: those of a local run are fake/,
    ],
    [failing('Error', 'connect ECONNREFUSED 127.0.0.1:6379'), /Nothing listens on 127\.0\.0\.1:6379/],
    [failing('Error', 'getaddrinfo ENOTFOUND queue.local'), /The host queue\.local was not found/],
    [
      failing('Error', "Cannot find package '@aws-sdk/client-s3' imported from /a.mjs"),
      /npm install @aws-sdk\/client-s3$/,
    ],
    [failing('Error', 'TABLE_NAME is not set'), /Set TABLE_NAME under Environment\.Variables/],
    [failing('Error', 'Missing required variable API_URL'), /--env API_URL=…/],
    [
      report({
        outcome: 'timeout',
        failure: { errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out', trace: [] },
      }),
      /--timeout SECONDS/,
    ],
  ])('names it: %#', (failed, cure) => {
    expect(explainFailure(failed, ['Orders'])?.cures).toEqual([expect.stringMatching(cure)]);
  });

  it('is nothing where nothing failed', () => {
    expect(explainFailure(report(), [])).toBeUndefined();
    expect(explainFailure(failing('Error', 'just so'), [])?.cures).toEqual([]);
  });
});

describe('the frames of a stack', () => {
  it.each([
    ['    at handler (/app/src/orders.ts:4:9)', { label: 'handler', file: '/app/src/orders.ts', line: 4, own: true }],
    ['    at file:///app/a%20b.mjs:1:2', { label: '<anonymous>', file: '/app/a b.mjs', line: 1, own: true }],
    ['    at async x (/app/node_modules/p/i.js:7:1)', { file: '/app/node_modules/p/i.js', own: false }],
    ['    at node:internal/process/task_queues:95:5', { file: 'node:internal/process/task_queues', own: false }],
  ])('are read: %s', (line, frame) => {
    expect(framesOfStack([line])).toEqual([expect.objectContaining(frame)]);
  });

  it('are not found in what is no frame', () => {
    expect(framesOfStack(['Error: at home (not here)', '    at <anonymous>', ''])).toEqual([]);
  });
});

describe('the source of an event', () => {
  it.each([
    ['{"requestContext":{}}', 'http'],
    ['{"Records":[{"eventSource":"aws:sqs"}]}', 'sqs'],
    ['{"Records":[{"EventSource":"aws:sns"}]}', 'sns'],
    ['{"Records":[{"eventSource":"__proto__"}]}', 'event'],
    ['{"source":"shop","detail-type":"Placed"}', 'eventbridge'],
    ['{"source":"aws.events","detail-type":"Scheduled Event"}', 'schedule'],
    ['{"triggerSource":"PreSignUp","userPoolId":"p"}', 'cognito'],
    ['[1]', 'event'],
    ['not JSON', 'event'],
  ])('of %s is %s', (event, source) => {
    expect(eventSourceOf(event)).toBe(source);
  });
});
