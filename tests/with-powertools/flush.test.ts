import { type DiagLogger, DiagLogLevel, diag, trace } from '@opentelemetry/api';
import { type AnyExporter, type ExportCallback, withPowertools } from 'otel-powertools';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { lambdaContext } from '../support/lambda.js';

const BUDGET_MILLIS = 100;

type Behaviour = 'succeeds' | 'hangs' | 'throws' | 'fails';

/** A span exporter that does as it is told at the moment. */
class Moody implements AnyExporter {
  behaviour: Behaviour = 'succeeds';
  readonly names: string[] = [];

  export(spans: { readonly name: string }[], done: ExportCallback): void {
    this.names.push(...spans.map(({ name }) => name));
    if (this.behaviour === 'throws') throw new Error('the exporter threw');
    if (this.behaviour === 'fails') done({ code: 1, error: new Error('the backend refused') });
    if (this.behaviour === 'succeeds') done({ code: 0 });
  }

  async shutdown(): Promise<void> {}
}

describe('the flush at the end of an invocation', () => {
  const moody = new Moody();
  const steady = new Moody();
  const reports: string[] = [];

  beforeAll(() => {
    const report = (message: string): void => void reports.push(message);
    const ignore = (): void => {};
    const logger: DiagLogger = { error: report, warn: report, info: ignore, debug: ignore, verbose: ignore };
    diag.setLogger(logger, DiagLogLevel.WARN);
  });

  beforeEach(() => {
    reports.length = 0;
    moody.names.length = 0;
    steady.names.length = 0;
  });

  const handler = () =>
    withPowertools(
      async () => {
        trace.getTracer('test').startSpan('inner').end();
        return 'answer';
      },
      { traces: [moody, steady], flushTimeoutMillis: BUDGET_MILLIS },
    );

  it.each([
    ['hangs', /not flushed within 100 ms/],
    ['throws', /spans exporter failed/],
    ['fails', /spans exporter failed/],
  ] as const)(
    'changes neither answer nor other exporters when an exporter %s, and says so',
    async (behaviour, message) => {
      moody.behaviour = behaviour;
      await expect(handler()({}, lambdaContext())).resolves.toBe('answer');
      expect(steady.names).toEqual(['inner', 'orders']);
      expect(reports).toEqual([expect.stringMatching(message)]);
    },
  );

  it('reports a flush that came late under its own invocation only', async () => {
    moody.behaviour = 'hangs';
    await handler()({}, lambdaContext());
    moody.behaviour = 'succeeds';
    reports.length = 0;
    await expect(handler()({}, lambdaContext())).resolves.toBe('answer');
    expect(reports).toEqual([]);
    expect(moody.names).toEqual(['inner', 'orders', 'inner', 'orders']);
  });

  it('hands every span to every exporter once', async () => {
    moody.behaviour = 'succeeds';
    await handler()({}, lambdaContext());
    expect(moody.names).toEqual(['inner', 'orders']);
    expect(steady.names).toEqual(['inner', 'orders']);
  });
});
