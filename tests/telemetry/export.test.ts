import { context } from '@opentelemetry/api';
import { isTracingSuppressed } from '@opentelemetry/core';
import { XRaySpanExporter } from 'otel-powertools/exporters/xray';
import { describe, expect, it } from 'vitest';
import { ensureContextManager } from '../../src/invocation/context/context-manager.js';
import { type ExporterOf, exportFailures, exportItems } from '../../src/telemetry/export/export.js';
import { diagLines } from '../exporters/xray/diag.js';
import { span } from '../exporters/xray/spans.js';

type Done = Parameters<ExporterOf<string>['export']>[1];

const exporter = (exportIt: (items: string, done: Done) => unknown): ExporterOf<string> => ({ export: exportIt });

const fail = (): never => {
  throw new Error('not my day');
};

const failing: [string, (items: string, done: Done) => unknown][] = [
  ['throws', fail],
  ['fails', (_items, done) => done({ code: 1, error: new Error('not my day') })],
  ['rejects', async () => fail()],
  [
    'fails, then rejects',
    async (_items, done) => {
      done({ code: 1, error: new Error('not my day') });
      fail();
    },
  ],
];

describe('An exporter that', () => {
  it.each(failing)('%s is counted each time, and reported once', async (_how, exportIt) => {
    using diag = diagLines();
    const before = exportFailures();
    const one = exporter(exportIt);
    for (let round = 0; round < 4; round += 1) await exportItems(one, 'data', 'spans');
    expect(exportFailures()).toEqual({ ...before, spans: before.spans + 4 });
    expect(diag.lines).toEqual([expect.stringMatching(/the spans exporter failed.*only counted/)]);
  });

  it('fails in another way, with another signal, or is another one is reported too', async () => {
    using diag = diagLines();
    const answers = [fail, async () => fail(), fail];
    const one = exporter(() => answers.shift()?.());
    for (let round = 0; round < 3; round += 1) await exportItems(one, 'data', 'spans');
    await exportItems(exporter(fail), 'data', 'spans');
    const both = exporter(fail);
    await exportItems(both, 'data', 'metrics');
    await exportItems(both, 'data', 'log records');
    expect(diag.lines.map((line) => /the (.*?) exporter failed \((.*?)\)/.exec(line)?.slice(1))).toEqual([
      ['spans', 'it threw'],
      ['spans', 'it rejected'],
      ['spans', 'it threw'],
      ['metrics', 'it threw'],
      ['log records', 'it threw'],
    ]);
  });

  it('reports by itself is not reported again: a daemon without an address gives one line', async () => {
    using diag = diagLines();
    const before = exportFailures().spans;
    const xray = new XRaySpanExporter({ daemonAddress: 'no-such-host.invalid:2000' });
    for (let round = 0; round < 4; round += 1) await exportItems(xray, [span()], 'spans');
    expect(diag.lines).toEqual([expect.stringContaining('1 span(s) did not reach X-Ray')]);
    expect(exportFailures().spans).toBe(before + 4);
    await xray.shutdown();
    await exportItems(xray, [span()], 'spans');
    expect(diag.lines.slice(1)).toEqual([expect.stringContaining('the spans exporter failed (it said so)')]);
  });

  it('succeeds is not counted, and what it does is not traced', async () => {
    using diag = diagLines();
    ensureContextManager();
    const before = exportFailures();
    let suppressed = false;
    const one = exporter((_items, done) => {
      suppressed = isTracingSuppressed(context.active());
      done({ code: 0 });
      done({ code: 1 });
    });
    await exportItems(one, 'data', 'spans');
    expect(suppressed).toBe(true);
    expect(exportFailures()).toEqual(before);
    expect(diag.lines).toEqual([]);
    context.disable();
  });
});
