import { describe, expect, it } from 'vitest';
import { officialRuntime, prepare, start } from './function.js';

prepare();

const WAIT = { timeout: 8000 };
const SIGNALS = ['traces', 'metrics', 'logs'] as const;
const AFTER = { mode: 'after-response' };
const BEFORE = { POWERTOOLS_EXPORT_MODE: 'before-response' };

const missing = ([3, 4] as const).filter((major) => !officialRuntime(major));
if (missing.length > 0)
  console.log(`The tests under aws-lambda-ric ${missing.join(' and ')} are skipped: it is not built.`);

const RUNTIMES = [
  { name: 'our runtime', options: {} },
  ...([3, 4] as const)
    .filter((major) => officialRuntime(major))
    .map((major) => ({
      name: `aws-lambda-ric ${major}`,
      options: { ric: true, modules: officialRuntime(major) ?? '' },
    })),
];

describe.each(RUNTIMES)('exports under $name', ({ options }) => {
  it('go out after the caller has its answer, and before the environment is frozen: the caller does not wait for it', async () => {
    const { call, gate, reports, close } = await start(options);
    for (const id of [0, 1, 2]) {
      gate.shut();
      expect(await call({ id })).toEqual({ charged: id, exports: AFTER });
      expect(reports, 'the collector has not answered').toHaveLength(id);
      await expect.poll(() => gate.requests.length, WAIT).toBe(3 * (id + 1));
      expect(reports, 'nor is the invocation over').toHaveLength(id);
      gate.open();
      await expect.poll(() => reports.length, WAIT).toBe(id + 1);
      for (const signal of SIGNALS)
        expect(gate.textOf(signal)).toContain({ traces: `work ${id}`, metrics: 'orders', logs: `order ${id}` }[signal]);
    }
    expect(reports.map(({ outcome, coldStart }) => ({ outcome, coldStart }))).toEqual(
      [true, false, false].map((coldStart) => ({ outcome: 'ok', coldStart })),
    );
    await close();
  });

  it('go out after the answer of a handler that fails', async () => {
    const { call, gate, reports, close } = await start(options);
    expect(await call({ id: 1, way: 'fail' })).toMatchObject({
      errorType: 'RangeError',
      errorMessage: 'no such order',
    });
    expect(reports).toHaveLength(0);
    gate.open();
    await expect.poll(() => reports.length, WAIT).toBe(1);
    expect(gate.textOf('traces')).toContain('RangeError');
    await close();
  });

  it('go out after the last of a response that is streamed', async () => {
    const { invoke, gate, close } = await start({ ...options, handler: 'streaming' });
    gate.open();
    const report = await invoke({ id: 1 });
    expect(report.response.toString()).toBe('first,last');
    expect(gate.textOf('traces')).toContain('time_to_first_byte');
    expect((await invoke({ id: 2 })).coldStart).toBe(false);
    await close();
  });
});

describe('an export after the answer', () => {
  it('does not keep the caller of a streamed response waiting', async () => {
    const { call, gate, reports, close } = await start({ handler: 'streaming' });
    expect(await call({ id: 1 })).toBe('first,last');
    expect(reports).toHaveLength(0);
    gate.open();
    await expect.poll(() => reports.length, WAIT).toBe(1);
    expect(gate.textOf('logs')).toContain('order 1');
    await close();
  });

  it('is none where there is nothing to be exported, and the environment goes on', async () => {
    const { invoke, gate, notices, close } = await start({
      env: { OTEL_TRACES_SAMPLER: 'always_off', OTEL_METRICS_EXPORTER: 'none', OTEL_LOGS_EXPORTER: 'json' },
      timeoutMillis: 3000,
    });
    for (const coldStart of [true, false, false]) {
      expect(await invoke({ id: 1 })).toMatchObject({ outcome: 'ok', coldStart });
    }
    expect(gate.requests).toHaveLength(0);
    expect(notices).toEqual([]);
    await close();
  });

  it('is what the answer waits for where POWERTOOLS_EXPORT_MODE says so', async () => {
    const { call, gate, close } = await start({ env: BEFORE });
    let answer: unknown;
    const calling = call({ id: 1 }).then((result) => {
      answer = result;
    });
    await expect.poll(() => gate.requests.length, WAIT).toBe(3);
    expect(answer).toBeUndefined();
    gate.open();
    await calling;
    expect(answer).toEqual({ charged: 1, exports: { mode: 'before-response' } });
    await close();
  });

  it('goes out before a time-out, with what still runs', async () => {
    const { invoke, gate, close } = await start({ timeoutMillis: 1500 });
    gate.open();
    expect(await invoke({ id: 1, way: 'never answer' })).toMatchObject({ outcome: 'timeout' });
    for (const signal of SIGNALS) expect(gate.textOf(signal)).toMatch(/work 1|orders|order 1/);
    expect(await invoke({ id: 2 })).toMatchObject({ outcome: 'ok', coldStart: true });
    expect(gate.textOf('traces')).toContain('work 2');
    await close();
  });

  it('takes no longer than the budget, whatever the collector does, and the next invocation is served', async () => {
    const { call, invoke, gate, reports, close } = await start({ env: { FLUSH_TIMEOUT_MILLIS: '300' } });
    expect(await call({ id: 1 })).toMatchObject({ charged: 1 });
    await expect.poll(() => reports.length, WAIT).toBe(1);
    gate.open();
    expect(await invoke({ id: 2 })).toMatchObject({ outcome: 'ok', coldStart: false });
    expect(gate.textOf('traces')).toContain('work 2');
    await close();
  });

  it.each([
    { way: 'exit', outcome: 'exit', failure: /exit status 3/ },
    { way: 'throw where nobody catches', outcome: 'error', failure: /uncaught/ },
    { way: 'never settle', outcome: 'exit', failure: /exited without/ },
  ])(
    'changes nothing about a function that is to $way, and the next invocation is exported',
    async ({ way, outcome, failure }) => {
      const { invoke, gate, close } = await start();
      gate.open();
      const report = await invoke({ id: 1, way });
      // Our runtime is that of this Node.js: up to 22 it answers with null where nothing is left to run.
      if (way === 'never settle' && report.outcome === 'ok') expect(report.response.toString()).toBe('null');
      else expect(report).toMatchObject({ outcome, failure: { errorMessage: expect.stringMatching(failure) } });
      expect(await invoke({ id: 2 })).toMatchObject({ outcome: 'ok' });
      expect(gate.textOf('logs')).toContain('order 2');
      await close();
    },
  );

  it('waits for a wrapper round ours: Lambda does', async () => {
    const { call, gate, reports, close } = await start({ handler: 'slowlyWrapped' });
    expect(await call({ id: 1 })).toEqual({ charged: 1, exports: AFTER });
    expect(reports).toHaveLength(0);
    gate.open();
    await expect.poll(() => reports.length, WAIT).toBe(1);
    await close();
  });

  it('goes out before the answer where invocations overlap in one process, which is said once', async () => {
    const { invoke, gate, close } = await start({ handler: 'overlapping' });
    gate.open();
    const reports = [await invoke({}), await invoke({})];
    expect(reports.map(({ outcome }) => outcome)).toEqual(['ok', 'ok']);
    const said = reports.flatMap(({ logs }) => logs).filter(({ text }) => text.includes('invocations overlap'));
    expect(said).toHaveLength(1);
    for (const id of [1, 2]) expect(gate.textOf('traces')).toContain(`work ${id}`);
    await close();
  });

  it('goes out under Middy, too', async () => {
    const { call, gate, reports, close } = await start({ handler: 'underMiddy' });
    expect(await call({ id: 1 })).toEqual({ charged: 1, exports: AFTER });
    expect(reports).toHaveLength(0);
    gate.open();
    await expect.poll(() => reports.length, WAIT).toBe(1);
    expect(gate.textOf('logs')).toContain('order 1');
    await close();
  });
});

describe('an invocation of which nobody tells the extension', () => {
  it.each(['answeredByMiddy5', 'answeredByMiddy6', 'answeredByMiddy7', 'bare'])(
    'is over all the same: %s',
    async (handler) => {
      const { invoke, notices, close } = await start({ handler, timeoutMillis: 3000 });
      for (const coldStart of [true, false, false, false, false, false]) {
        expect(await invoke({})).toMatchObject({ outcome: 'ok', coldStart });
      }
      expect(notices).toEqual([]);
      await close();
    },
  );
});

describe('a function without our wrapper', () => {
  it('exports the metrics that it publishes', async () => {
    const { invoke, gate, close } = await start({ handler: 'bareWithMetrics' });
    gate.open();
    expect(await invoke({})).toMatchObject({ outcome: 'ok' });
    expect(gate.textOf('metrics')).toContain('published alone');
    await close();
  });
});

describe('exports in batches', () => {
  const batch = (env: Record<string, string> = {}) => start({ env: { POWERTOOLS_EXPORT_MODE: 'batch', ...env } });

  it('go out with SIGTERM where no batch was complete before: one request a signal', async () => {
    const { invoke, gate, close } = await batch();
    gate.open();
    for (const id of [1, 2, 3]) expect(await invoke({ id })).toMatchObject({ outcome: 'ok' });
    expect(gate.requests).toHaveLength(0);
    const { textOf, requests } = gate;
    await close();
    expect(requests).toHaveLength(3);
    for (const id of [1, 2, 3]) {
      expect(textOf('traces')).toContain(`work ${id}`);
      expect(textOf('logs')).toContain(`order ${id}`);
    }
    expect(textOf('metrics').match(/"orders"/g)).toHaveLength(3);
  });

  it.each([
    { env: { POWERTOOLS_EXPORT_BATCH_MILLIS: '0' }, first: 3 },
    { env: { POWERTOOLS_EXPORT_BATCH_BYTES: '1' }, first: 3 },
    { env: { POWERTOOLS_EXPORT_BATCH_BYTES: '100000000' }, first: 0 },
  ])('go out after the answer when the batch is complete: $env', async ({ env, first }) => {
    const { call, gate, reports, close } = await batch(env);
    expect(await call({ id: 1 })).toEqual({ charged: 1, exports: { mode: 'batch' } });
    if (first > 0) expect(reports).toHaveLength(0);
    gate.open();
    await expect.poll(() => reports.length, WAIT).toBe(1);
    expect(gate.requests).toHaveLength(first);
    await close();
  });
});
