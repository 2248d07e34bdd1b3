import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/entries.mjs';
import { type LocalLambda, renderReport, startLocalLambda } from '../../src/local/index.js';
import { logsOf, spansOf } from './reports.js';

const plain = { color: false, width: 100 };

describe('a function that goes wrong in the local Lambda', () => {
  let lambda: LocalLambda;

  beforeAll(async () => {
    lambda = await startLocalLambda({
      functions: ['tests/e2e/functions/misbehaving.handler'],
      cwd: root,
      template: false,
      timeoutMillis: 1000,
    });
  });

  afterAll(() => lambda?.close());

  const invoke = (what: string) => lambda.invoke(lambda.functions[0]?.name ?? '', { do: what });

  it.each([
    ['throw', 'error', /RangeError: thrown on purpose/, false],
    ['exit', 'exit', /exit/i, true],
    ['kill', 'exit', /SIGKILL|killed/i, true],
    ['uncaught', 'error', /uncaught on purpose/, true],
    ['hang', 'timeout', /timed out after 1\.00 seconds/i, true],
  ] as const)(
    'that should %s is reported as %s in one clear message, and the next invocation works',
    async (what, outcome, message, processEnds) => {
      const report = await invoke(what);
      expect(report.outcome).toBe(outcome);
      expect(`${report.failure?.errorType}: ${report.failure?.errorMessage}`).toMatch(message);
      expect(renderReport(report, plain)).toContain(report.failure?.errorMessage);

      const next = await invoke('work');
      expect(next).toMatchObject({ outcome: 'ok' });
      expect(JSON.parse(next.response.toString('utf8'))).toEqual({ did: 'work' });
      expect(next.coldStart).toBe(processEnds);
    },
  );

  it('has sent its log and its trace when it times out', async () => {
    const report = await invoke('hang');
    expect(logsOf(report).map(({ message }) => message)).toEqual(['hang']);
    expect(spansOf(report)).toEqual([
      expect.objectContaining({ parent_id: report.functionSegmentId, in_progress: true, fault: true }),
    ]);
  });

  it('that cannot be imported is reported, and so is the next try', async () => {
    const broken = await startLocalLambda({
      functions: ['tests/e2e/functions/unloadable.handler'],
      cwd: root,
      template: false,
    });
    try {
      for (const _ of [1, 2]) {
        const report = await broken.invoke(broken.functions[0]?.name ?? '', {});
        expect(report.outcome).toBe('init-error');
        expect(report.failure?.errorMessage).toContain('cannot be imported, on purpose');
      }
    } finally {
      await broken.close();
    }
  });
});
