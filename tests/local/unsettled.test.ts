import { beforeAll, describe, expect, it } from 'vitest';
import type { InvocationReport } from '../../src/local/index.js';
import { recordOf } from '../../src/local/is-record.js';
import { bundleInto } from './support/bundle.js';
import { buildCommand } from './support/runtime.js';
import { runtimes, startUnder } from './support/runtimes.js';

let bin = '';
beforeAll(async () => {
  bin = await buildCommand();
});

const told = ({ logs, metrics, segments }: InvocationReport) => ({
  logs: logs.flatMap(({ json }) => (json ? [`${json.message} ${json.n}`] : [])).toSorted(),
  metrics: metrics.flatMap(({ orders }) => (orders === undefined ? [] : [orders])),
  spans: segments.flatMap(namesIn).toSorted(),
});

const namesIn = (document: unknown): string[] => {
  const { name, subsegments, cause } = recordOf(document);
  const exceptions = recordOf(cause).exceptions;
  const [first] = Array.isArray(exceptions) ? exceptions.map(recordOf) : [];
  return [
    `${String(name)}${first ? ` (${first.type})` : ''}`,
    ...(Array.isArray(subsegments) ? subsegments : []).flatMap(namesIn),
  ];
};

describe.each(runtimes)('a handler whose promise never settles, under $name', ({ generation, ...runtime }) => {
  it('has its spans, metrics and log lines, each once, and so has the invocation after it', async () => {
    const lambda = await startUnder({ generation, ...runtime }, bin, {
      ...{ functions: ['unsettled.handler'], timeoutMillis: 3000 },
      prepare: (folder) => bundleInto(folder, 'unsettled'),
    });
    const events = [{ n: 1 }, { n: 2 }, { n: 3, settles: true }, { n: 4 }];
    const reports: InvocationReport[] = [];
    for (const event of events) reports.push(await lambda.invoke('unsettled', event));
    await lambda.close();

    const ended = generation === 3 ? ['ok', 'ok', 'ok', 'ok'] : ['exit', 'exit', 'ok', 'exit'];
    expect(reports.map(({ outcome }) => outcome)).toEqual(ended);
    expect(reports.map(told)).toEqual(
      events.map(({ n, settles }) => ({
        logs: settles ? ['written 3'] : [`buffered ${n}`, `written ${n}`],
        metrics: [n],
        spans: settles ? ['step 3', 'unsettled'] : [`open ${n} (exit)`, `step ${n}`, 'unsettled (exit)'],
      })),
    );
  });
});
