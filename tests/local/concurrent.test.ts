import { beforeAll, describe, expect, it } from 'vitest';
import type { InvocationReport } from '../../src/local/index.js';
import { isRecord, recordOf } from '../../src/local/is-record.js';
import { bundleInto } from './support/bundle.js';
import { buildCommand, resultOf } from './support/runtime.js';
import { type Runtime, runtimes, startUnder } from './support/runtimes.js';

let bin = '';
beforeAll(async () => {
  bin = await buildCommand();
});

const COUNT = 300;
/** The runtime that overlapping invocations have. */
const overlapping = runtimes.filter(({ generation }) => generation === 4);

const startHandler = async (runtime: Runtime, exportName: string) => {
  const functions = [`overlapping.${exportName}`];
  const settings = { maxConcurrency: COUNT, timeoutMillis: 20_000, env: { AWS_LAMBDA_NODEJS_WORKER_COUNT: '4' } };
  return startUnder(runtime, bin, { functions, ...settings, prepare: (folder) => bundleInto(folder, 'overlapping') });
};

const annotationsOf = ({ segments }: InvocationReport): unknown[] => {
  const found: unknown[] = [];
  const visit = (document: unknown): void => {
    const { annotations, subsegments } = recordOf(document);
    const { own, step } = recordOf(annotations);
    found.push(...[own, step].filter((value) => value !== undefined));
    if (Array.isArray(subsegments)) subsegments.forEach(visit);
  };
  segments.forEach(visit);
  return found;
};

describe.each(overlapping)('300 overlapping invocations under $name, on worker threads', (runtime) => {
  it.each(['wrapped', 'withMiddy5', 'withMiddy6', 'withMiddy7', 'decorated'])('are kept apart: %s', async (name) => {
    const lambda = await startHandler(runtime, name);
    const reports = await Promise.all(
      Array.from({ length: COUNT }, (_, n) => lambda.invoke(lambda.functions[0]?.name ?? '', { n })),
    );
    await lambda.close();
    const numbers = reports.map((_, n) => n);
    expect(reports.map((report) => report.failure ?? resultOf(report))).toEqual(numbers);
    // One process for all of them.
    expect(reports.filter(({ coldStart }) => coldStart)).toHaveLength(1);

    // AWS's runtime marks no end of an output: a line may be found with another invocation, and says whose it is.
    const lines = reports.flatMap(({ logs }) => logs.flatMap(({ json }) => (json?.message === 'line' ? [json] : [])));
    const byNumber = (a: unknown, b: unknown) => Number(a) - Number(b);
    expect(lines.map(({ expected }) => expected).sort(byNumber)).toEqual(numbers);
    for (const { own, expected, function_request_id: requestId } of lines) {
      expect({ own, requestId }).toEqual({ own: expected, requestId: reports[Number(expected)]?.requestId });
    }

    const documents = reports.flatMap(({ metrics }) => metrics.filter(isRecord));
    const values = documents.filter(({ own }) => own !== undefined).map(({ own, value }) => [Number(own), value]);
    expect(values.sort(([a], [b]) => byNumber(a, b))).toEqual(numbers.map((n) => [n, [n, 1]]));

    expect(reports.map(annotationsOf)).toEqual(numbers.map((n) => [n, n]));
  });
});

describe.each(overlapping)('a function whose invocations overlap, under $name', (runtime) => {
  const startManaged = (env: Readonly<Record<string, string>> = {}) =>
    startUnder(runtime, bin, { functions: ['managed.handler'], maxConcurrency: 10, timeoutMillis: 1000, env });

  it('runs in one process on worker threads, finds its invocation in the store, and another process takes what is more', async () => {
    const lambda = await startManaged({ AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' });
    const reports = await Promise.all(Array.from({ length: 15 }, () => lambda.invoke('managed', { do: 'facts' })));
    await lambda.close();
    const facts = reports.map((report) => recordOf(resultOf(report)));
    expect(facts).toEqual(
      facts.map(() =>
        expect.objectContaining({
          own: true,
          variables: ['10', 'lambda-managed-instances', null],
          isMainThread: false,
        }),
      ),
    );
    const counts = new Map<unknown, number>();
    for (const { process } of facts) counts.set(process, (counts.get(process) ?? 0) + 1);
    expect([...counts.values()].toSorted()).toEqual([10, 5].toSorted());
    // The threads of a process ask for invocations as soon as they are ready: one that is early may take them all.
    expect(new Set(facts.map(({ process, thread }) => `${process} ${thread}`)).size).toBeGreaterThanOrEqual(2);
    expect(Math.max(...facts.map(({ most }) => Number(most)))).toBeGreaterThan(1);
  });

  it('takes its time-out alone: the others go on, and so does the process', async () => {
    const lambda = await startManaged();
    const [hung, other] = await Promise.all([
      lambda.invoke('managed', { do: 'hang' }),
      lambda.invoke('managed', { do: 'facts' }),
    ]);
    const after = await lambda.invoke('managed', { do: 'facts' });
    await lambda.close();
    expect([hung.outcome, other.outcome, after.outcome]).toEqual(['timeout', 'ok', 'ok']);
    expect(recordOf(resultOf(after)).process).toBe(recordOf(resultOf(other)).process);
  });

  it('loses one thread where that ends, and goes on with the others', async () => {
    const lambda = await startManaged({ AWS_LAMBDA_NODEJS_WORKER_COUNT: '2' });
    const before = recordOf(resultOf(await lambda.invoke('managed', { do: 'facts' })));
    expect((await lambda.invoke('managed', { do: 'exit the thread' })).outcome).toBe('timeout');
    const after = recordOf(resultOf(await lambda.invoke('managed', { do: 'facts' })));
    await lambda.close();
    expect(after.process).toBe(before.process);
  });

  it('logs JSON with the request id, by which a line is told from those of the others', async () => {
    const lambda = await startManaged();
    const reports = await Promise.all(Array.from({ length: 5 }, () => lambda.invoke('managed', { do: 'log' })));
    await lambda.close();
    const lines = reports.flatMap(({ logs }) => logs.flatMap(({ json }) => (json ? [json] : [])));
    expect(lines.map(({ requestId }) => requestId).toSorted()).toEqual(
      reports.map(({ requestId }) => requestId).toSorted(),
    );
    expect(lines.every(({ level, message }) => level === 'INFO' && message === 'where from')).toBe(true);
  });

  it('is refused with a callback', async () => {
    const functions = ['plain.withCallback'];
    const lambda = await startUnder(runtime, bin, { functions, maxConcurrency: 2 });
    expect((await lambda.invoke('plain', {})).failure?.errorType).toBe('Runtime.CallbackHandlerDeprecated');
    await lambda.close();
  });
});
