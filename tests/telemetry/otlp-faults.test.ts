import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { FAULTS, startHalfOpenEndpoint } from '../support/faulty-endpoints.js';
import { bundleProgram } from './bundle-program.js';
import { runOtlpProgram } from './run-otlp-program.js';

let folder: string;
let program: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'otel-powertools-faults-'));
  program = await bundleProgram(folder, 'otlp');
});

afterAll(() => rm(folder, { recursive: true }));

const INVOCATIONS = 8;
const FLUSH_TIMEOUT_MILLIS = 2000;

const CASES = [...FAULTS, { name: 'half open after an environment was frozen', start: startHalfOpenEndpoint }];

describe.each(CASES)('All three signals over OTLP to an endpoint that is $name', ({ start, ...fault }) => {
  it('change no answer, keep it waiting for no more than the budget, and not at all after the third failure', async () => {
    const endpoint = await start();
    const { answers, waits, dropped, said } = await runOtlpProgram(program, {
      OTEL_EXPORTER_OTLP_ENDPOINT: endpoint.url,
      FLUSH_TIMEOUT_MILLIS: String(FLUSH_TIMEOUT_MILLIS),
      INVOCATIONS: String(INVOCATIONS),
    });
    await endpoint.close();
    expect(answers).toEqual(Array.from({ length: INVOCATIONS }, (_, id) => ({ charged: id })));
    // Far less than the ten seconds that a request may take.
    expect(Math.max(...waits)).toBeLessThan(2 * FLUSH_TIMEOUT_MILLIS);
    if ('fate' in fault && fault.fate === 'kept') {
      const [, , , ...later] = waits;
      expect(Math.max(...later), 'nobody waits any more').toBeLessThan(FLUSH_TIMEOUT_MILLIS / 2);
      expect(dropped).toEqual([{}, {}, {}]);
    }
    // Once for each signal, and for each way in which it went wrong.
    for (const signal of ['traces', 'metrics', 'logs']) {
      const ofSignal = said.filter((message) => message.includes(`/v1/${signal}`));
      expect(ofSignal.length).toBe(new Set(ofSignal).size);
      if (!('said' in fault) || fault.said === undefined) continue;
      expect(ofSignal.join('\n')).toMatch(fault.said);
      expect(ofSignal.length).toBeLessThanOrEqual(2);
    }
  });
});
