import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api';
import { type AnyExporter, type ExportCallback, withPowertools } from 'otel-powertools';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { budgetOf } from '../../src/telemetry/export/budget.js';
import { lambdaContext } from '../support/lambda.js';

const HOURS_MILLIS = 3_600_000;

/** Typed as giving nothing, an `export` may be asynchronous even so. */
const exporter: AnyExporter & { rejects: boolean } = {
  rejects: false,
  async export(_spans: unknown, _done: ExportCallback): Promise<void> {
    if (this.rejects) throw new Error('the exporter rejected');
  },
  shutdown: async () => {},
};

describe('an exporter that fails in an unusual way', () => {
  const reports: string[] = [];

  beforeAll(() => {
    const report = (...parts: unknown[]): void => void reports.push(parts.join(' '));
    const ignore = (): void => {};
    const logger: DiagLogger = { error: report, warn: report, info: ignore, debug: ignore, verbose: ignore };
    diag.setLogger(logger, DiagLogLevel.WARN);
  });

  beforeEach(() => {
    reports.length = 0;
  });

  const handler = () => withPowertools(async () => 'answer', { traces: exporter, flushTimeoutMillis: HOURS_MILLIS });

  it('by a promise that rejects is reported, and the answer does not wait for it', async () => {
    exporter.rejects = true;
    await expect(handler()({}, lambdaContext({ remainingMillis: HOURS_MILLIS }))).resolves.toBe('answer');
    expect(reports).toEqual([expect.stringMatching(/spans exporter failed.*the exporter rejected/s)]);
  });

  it('by never answering is waited for no longer than Lambda waits for the invocation', async () => {
    exporter.rejects = false;
    await expect(handler()({}, lambdaContext({ remainingMillis: 400 }))).resolves.toBe('answer');
    expect(reports).toHaveLength(1);
    const [, millis] = /not flushed within (\d+) ms/.exec(reports[0] ?? '') ?? [];
    expect(Number(millis)).toBeGreaterThan(0);
    expect(Number(millis)).toBeLessThan(400);
  });
});

describe('the budget of a flush', () => {
  const invocationUntil = (deadline: number | undefined) => ({ deadline }) as Parameters<typeof budgetOf>[0];

  it('is what is set where there is no deadline, or one that is far', () => {
    expect(budgetOf(invocationUntil(undefined), 2000)).toBe(2000);
    expect(budgetOf(invocationUntil(Date.now() + HOURS_MILLIS), 2000)).toBe(2000);
  });

  it('is nothing once the deadline has passed', () => {
    expect(budgetOf(invocationUntil(Date.now() - 1), 2000)).toBe(0);
  });
});
