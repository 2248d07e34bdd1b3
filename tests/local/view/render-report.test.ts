import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InvocationReport, LogLine } from '../../../src/local/report.js';
import { renderReport } from '../../../src/local/view/render-report.js';
import { buildSegmentTree } from '../../../src/local/view/segment-tree.js';
import { clip, columnsOf, createStyle, duration, pad } from '../../../src/local/view/style.js';
import { renderWaterfall } from '../../../src/local/view/waterfall.js';
import type { SegmentDocument } from '../../../src/local/xray/segment-document.js';

const TRACE = '1-6b2e5f00-000000000000000000000001';

const logLine = (fields: Record<string, unknown>): LogLine => ({
  stream: 'stdout',
  time: 0,
  text: JSON.stringify(fields),
  json: fields,
});

const report = (changes: Partial<InvocationReport> = {}): InvocationReport => ({
  functionName: 'orders',
  requestId: '11111111-2222-3333-4444-555555555555',
  trigger: 'POST /orders',
  event: '{}',
  traceHeader: `Root=${TRACE};Parent=00000000000000ff;Sampled=1`,
  traceId: TRACE,
  functionSegmentId: '00000000000000ff',
  outcome: 'ok',
  failure: undefined,
  coldStart: false,
  startTime: 1_798_200_000_000,
  durationMs: 12.34,
  initDurationMs: undefined,
  memorySize: 256,
  logs: [],
  metrics: [],
  segments: [],
  datagramBytes: [],
  rejections: [],
  response: Buffer.from('{"statusCode":201}'),
  streamed: false,
  ...changes,
});

const segment = (id: string, name: string, start: number, end: number, rest: Partial<SegmentDocument> = {}) => ({
  id,
  name,
  trace_id: TRACE,
  start_time: start,
  end_time: end,
  type: 'subsegment',
  ...rest,
});

const plain = { color: false, width: 72 };

describe('the report of an invocation on a terminal', () => {
  it('says what was asked, what came back and how long it took', () => {
    const [, heading] = renderReport(report({ coldStart: true, initDurationMs: 210 }), plain).split('\n');
    expect(heading).toBe('POST /orders · 201 · 12.3 ms · orders · cold start, init 210 ms');
  });

  it('shows level, message and own keys of a log line, and a line that is no JSON as it is', () => {
    const text = renderReport(
      report({
        logs: [
          logLine({
            level: 'INFO',
            message: 'order stored',
            service: 'orders',
            order_id: 'a-1',
            location: 'handler:12',
          }),
          { stream: 'stdout', time: 0, text: 'plain text', json: undefined },
        ],
      }),
      plain,
    );
    expect(text).toContain('INFO     order stored  order_id=a-1  handler:12\n    plain text');
  });

  it('shows what console has written without the prefix of Lambda, and several lines as such', () => {
    const prefix = '2026-11-30T16:19:35.594Z\t2e9ae650-1cc9-4afe-b057-99860ff26a06\t';
    const logs = [`${prefix}INFO\ttwo\rlines`, `${prefix}ERROR\t\u001b[2Jgone`].map((text) => ({
      ...{ stream: 'stdout' as const, time: 0, text, json: undefined },
    }));
    const text = renderReport(report({ logs }), plain);
    expect(text).toContain('    INFO     two\n             lines\n    ERROR    \\x1b[2Jgone');
  });

  it('reads metrics back from EMF, one line per metric and dimension set', () => {
    const text = renderReport(
      report({
        metrics: [
          {
            _aws: {
              Timestamp: 1,
              CloudWatchMetrics: [
                {
                  Namespace: 'Shop',
                  Dimensions: [['service'], []],
                  Metrics: [
                    { Name: 'OrderValue', Unit: 'None' },
                    { Name: 'OrderReceived', Unit: 'Count' },
                  ],
                },
              ],
            },
            service: 'orders',
            OrderValue: [10, 20],
            OrderReceived: 1,
          },
        ],
      }),
      plain,
    );
    expect(text.split('\n').slice(2)).toEqual([
      '  metrics',
      '    Shop › OrderValue 10, 20  service=orders',
      '    Shop › OrderValue 10, 20',
      '    Shop › OrderReceived 1 Count  service=orders',
      '    Shop › OrderReceived 1 Count',
    ]);
  });

  it('shows why X-Ray would have refused a document', () => {
    const rejections = [{ reason: 'the document is not JSON', excerpt: 'oops' }];
    expect(renderReport(report({ rejections }), plain)).toContain('the document is not JSON  oops');
  });

  it('makes control characters visible instead of letting a function steer the terminal', () => {
    const text = renderReport(
      report({ logs: [{ stream: 'stderr', time: 0, text: '\u001b[2J\u0007gone', json: undefined }] }),
      plain,
    );
    expect(text).toContain('\\x1b[2J\\x07gone');
  });
});

describe('text on a terminal', () => {
  it.each([
    ['plain', 5],
    ['注文を保存', 10],
    ['주문', 4],
    ['e\u0301te\u0301', 3],
    ['👩‍👩‍👧', 2],
    ['🇩🇪 ok', 5],
    ['ｆｕｌｌ', 8],
  ])('takes as many columns as the terminal gives it: %s', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
    expect(columnsOf(pad(text, 12))).toBe(12);
  });

  it('is cut to the columns that there are, between characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, width) => {
        const cut = clip(text, width);
        expect(columnsOf(cut)).toBeLessThanOrEqual(Math.max(width, 1));
        if (cut !== text) expect(text.startsWith(cut.slice(0, -1))).toBe(true);
        expect(columnsOf(text) <= width).toBe(cut === text);
      }),
    );
  });

  it('leaves the bars of a waterfall below each other, whatever the names', () => {
    const names = ['plain', '注文を保存する', '👩‍👩‍👧 family', 'e\u0301te\u0301', '🇩🇪'.repeat(40)];
    const documents = names.map((name, index) => segment(`${index}`.padStart(16, '0'), name, 100, 101));
    const lines = renderWaterfall(buildSegmentTree(documents), { style: createStyle(false), width: 72 });
    const starts = lines.map((line) => columnsOf(line.slice(0, line.indexOf('█'))));
    expect(new Set(starts).size).toBe(1);
    for (const line of lines) expect(columnsOf(line)).toBeLessThanOrEqual(72);
  });
});

// A command of the terminal, in both spellings, a carriage return, and controls that reorder or hide text.
const HOSTILE = '\u001b[2J\u009b1m\r\n\u202eevil\u2066\u200b\u2028\ufeff\u{e0001}';

describe('what a function says', () => {
  it('cannot steer the terminal, wherever it is shown', () => {
    const emf = {
      _aws: {
        CloudWatchMetrics: [
          { Namespace: HOSTILE, Dimensions: [[HOSTILE]], Metrics: [{ Name: HOSTILE, Unit: HOSTILE }] },
        ],
      },
      [HOSTILE]: HOSTILE,
    };
    const text = renderReport(
      report({
        trigger: HOSTILE,
        functionName: HOSTILE,
        outcome: 'error',
        failure: { errorType: HOSTILE, errorMessage: HOSTILE, trace: [HOSTILE, HOSTILE] },
        logs: [
          logLine({
            level: HOSTILE,
            message: HOSTILE,
            location: HOSTILE,
            [HOSTILE]: HOSTILE,
            nested: { [HOSTILE]: HOSTILE },
          }),
          { stream: 'stdout', time: 0, text: HOSTILE, json: undefined },
          { stream: 'stderr', time: 0, text: HOSTILE, json: undefined },
        ],
        metrics: [emf],
        segments: [
          segment('00000000000000aa', HOSTILE, 1, 2, {
            annotations: { [HOSTILE]: HOSTILE },
            aws: { operation: HOSTILE, table_name: HOSTILE },
            cause: { exceptions: [{ type: HOSTILE, message: HOSTILE }] },
          }),
        ],
        rejections: [{ reason: HOSTILE, excerpt: HOSTILE }],
      }),
      plain,
    );
    expect(text.replaceAll('\n', '')).not.toMatch(/\p{Cc}|\p{Cf}|\p{Zl}|\p{Zp}/u);
    expect(text).toContain('\\x1b[2J\\x9b1m\\x0d\\x0a\\u202eevil\\u2066\\u200b\\u2028\\ufeff\\u{e0001}');
  });

  it('keeps its letters, joined emoji and flags', () => {
    const text = 'Zoë می\u200cخواهم 👩\u200d👧 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}';
    expect(renderReport(report({ logs: [{ stream: 'stdout', time: 0, text, json: undefined }] }), plain)).toContain(
      text,
    );
  });
});

describe('the waterfall', () => {
  const draw = (...documents: SegmentDocument[]): string[] =>
    renderWaterfall(buildSegmentTree(documents), { style: createStyle(false), width: 60 });

  it('hangs children below their parent, nested or sent apart, in order of their start', () => {
    expect(
      draw(
        segment('c', 'DynamoDB', 10.5, 10.9, {
          parent_id: 'a',
          namespace: 'aws',
          aws: { operation: 'PutItem', table_name: 'Orders' },
        }),
        segment('a', 'POST /orders', 10, 11, {
          parent_id: '00000000000000ff',
          subsegments: [segment('b', '### price', 10.1, 10.2)],
        }),
      ),
    ).toEqual([
      'POST /orders                 ████████████████████  1.00 s',
      '├─ ### price                  ███                  100 ms',
      '└─ DynamoDB  PutItem Orders            ████████    400 ms',
    ]);
  });

  it('shows a fault with its reason below it, and a span that has not ended as running', () => {
    expect(
      draw(
        segment('a', 'work', 10, 11, {
          fault: true,
          cause: { exceptions: [{ type: 'Error', message: 'out of stock' }] },
        }),
        { id: 'b', name: 'waits', trace_id: TRACE, parent_id: 'a', start_time: 10.5, in_progress: true },
      ),
    ).toEqual([
      'work      ███████████████████████████████████████  1.00 s',
      '✗ Error: out of stock',
      '└─ waits                     ░░░░░░░░░░░░░░░░░░░░  running',
    ]);
  });

  it('lets a later document with the same id replace the earlier one', () => {
    const rows = draw(
      { id: 'a', name: 'work', trace_id: TRACE, start_time: 10, in_progress: true },
      segment('a', 'work', 10, 11),
    );
    expect(rows).toHaveLength(1);
    expect(rows[0]).toContain('1.00 s');
  });
});

describe('a duration', () => {
  it.each([
    [0, '0 µs'],
    [0.84, '840 µs'],
    [0.9994, '999 µs'],
    [0.9997, '1.0 ms'],
    [99.96, '100 ms'],
    [999.4, '999 ms'],
    [999.7, '1.00 s'],
  ])('of %d ms is said in the unit that it rounds to: %s', (millis, said) => {
    expect(duration(millis)).toBe(said);
  });
});
