import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Endpoint, startHttpEndpoint, startSocketEndpoint } from '../../support/otlp-endpoint.js';
import { bundleProgram } from '../bundle-program.js';
import { type Gate, startGate } from './gate.js';

const WAIT = { timeout: 8000 };
const folder = mkdtempSync(join(tmpdir(), 'otel-powertools-registration-'));
let program = '';
beforeAll(async () => {
  program = await bundleProgram(folder, 'extension');
});
afterAll(() => rmSync(folder, { recursive: true }));

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Answer {
  readonly answer: unknown;
  readonly exports: { readonly mode: string; readonly why?: string } | undefined;
  readonly text: string;
  /** What processes that it starts inherit. */
  readonly mark?: string;
}

/** The function's process, with a collector. */
const startProcess = async (api: string | undefined, env: Record<string, string> = {}) => {
  const gate = await startGate();
  const child: ChildProcess = fork(program, {
    silent: true,
    env: {
      ...{ AWS_LAMBDA_FUNCTION_NAME: 'orders', OTEL_TRACES_EXPORTER: 'otlp', OTEL_METRICS_EXPORTER: 'otlp' },
      ...(api !== undefined && { AWS_LAMBDA_RUNTIME_API: api.replace('http://', '') }),
      ...{ OTEL_EXPORTER_OTLP_ENDPOINT: gate.url, ...env },
    },
  });
  const output = child.stdout ? text(child.stdout) : Promise.resolve('');
  closing.push(gate.close, () => child.kill('SIGKILL'));
  await once(child, 'message');
  return {
    gate,
    call: async (requestId: number): Promise<Answer> => {
      child.send(String(requestId));
      const [answer] = await once(child, 'message');
      return answer;
    },
    /** Ends the process: gives what it has said. */
    end: async (): Promise<string> => {
      child.kill('SIGKILL');
      return output;
    },
  };
};

/** What a call gives that has to wait for the collector. */
const waited = async (gate: Gate, calling: Promise<Answer>): Promise<Answer> => {
  let answer: Answer | undefined;
  void calling.then((given) => {
    answer = given;
  });
  const { length } = gate.requests;
  await expect.poll(() => gate.requests.length, WAIT).toBe(length + 2);
  expect(answer, 'the answer waits for the collector').toBeUndefined();
  gate.open();
  const given = await calling;
  gate.shut();
  return given;
};

/** Lambda's Extensions API, as far as a test says what it answers. */
const startApi = async (
  register: (response: ServerResponse) => unknown,
  next: (response: ServerResponse, index: number) => unknown = () => {},
): Promise<Endpoint & { asked(): number }> => {
  let asked = 0;
  const endpoint = await startHttpEndpoint((response, { path }) => {
    if (path.endsWith('/register')) return register(response);
    asked += 1;
    return next(response, asked - 1);
  });
  closing.push(endpoint.close);
  return Object.assign(endpoint, { asked: () => asked });
};

const accept = (response: ServerResponse): unknown =>
  response.writeHead(200, { 'Lambda-Extension-Identifier': 'e-1' }).end('{}');

const invoke = (response: ServerResponse, requestId: number): unknown =>
  response.writeHead(200).end(JSON.stringify({ eventType: 'INVOKE', requestId: String(requestId) }));

describe('a registration that Lambda', () => {
  const REFUSED: readonly { readonly name: string; readonly why: RegExp; readonly start: () => Promise<Endpoint> }[] = [
    ...[403, 404, 500].map((status) => ({
      name: `answers with ${status}`,
      why: new RegExp(`answered ${status}`),
      start: () => startApi((response) => response.writeHead(status).end('{"errorType":"no"}')),
    })),
    {
      name: 'takes without an identifier',
      why: /answered 200/,
      start: () => startApi((response) => response.end('{}')),
    },
    {
      name: 'breaks off',
      why: /cannot be reached/,
      start: () => startSocketEndpoint((socket) => void socket.once('data', () => socket.destroy())),
    },
    {
      name: 'cannot be addressed by',
      why: /cannot be reached/,
      start: () => Promise.resolve({ url: 'http://no address', requests: [], connections: 0, close: async () => {} }),
    },
    {
      name: 'does not listen to',
      why: /cannot be reached/,
      start: () => Promise.resolve({ url: 'http://127.0.0.1:9', requests: [], connections: 0, close: async () => {} }),
    },
  ];

  it.each(REFUSED)('$name: exports go out before the answer, which is said once', async ({ why, start }) => {
    const api = await start();
    const { call, gate, end } = await startProcess(api.url);
    for (const id of [1, 2]) {
      const { answer, exports, text: explanation } = await waited(gate, call(id));
      expect(answer).toEqual({ charged: id });
      expect(exports).toEqual({ mode: 'before-response', why: expect.stringMatching(why) });
      expect(explanation).toContain('exports over the network: before-response, because the Extensions API');
    }
    const said = (await end()).split('\n').filter((line) => line.includes('POWERTOOLS_EXPORT_MODE=before-response'));
    expect(said).toHaveLength(1);
  });

  it('does not answer: exports go out before the answer', async () => {
    const api = await startApi(() => {});
    const { call, gate } = await startProcess(api.url);
    expect((await waited(gate, call(1))).exports).toEqual({
      mode: 'before-response',
      why: 'the extension is not registered yet',
    });
  });

  it('answers late: exports go out after the answer from then on', async () => {
    const api = await startApi((response) => setTimeout(() => accept(response), 500));
    const { call, gate } = await startProcess(api.url);
    await waited(gate, call(1));
    await expect.poll(() => api.asked(), WAIT).toBe(1);
    expect((await call(2)).exports).toEqual({ mode: 'after-response' });
  });

  it('is asked for once, under a name, for INVOKE', async () => {
    const api = await startApi(accept);
    const { call } = await startProcess(api.url);
    expect((await call(1)).mark, 'what it starts does not register, too').toMatch(/^\d+$/);
    await expect.poll(() => api.asked(), WAIT).toBe(1);
    expect(api.requests[0]).toMatchObject({
      path: '/2020-01-01/extension/register',
      headers: { 'lambda-extension-name': 'otel-powertools', connection: 'close' },
    });
    expect(api.requests[0]?.body.toString()).toBe('{"events":["INVOKE"]}');
    expect(api.requests.slice(1).map(({ path, headers }) => [path, headers['lambda-extension-identifier']])).toEqual([
      ['/2020-01-01/extension/event/next', 'e-1'],
    ]);
  });
});

describe('the extension', () => {
  it('asks for the next event when the collector has answered, and not before', async () => {
    const api = await startApi(accept, (response, index) => index === 0 && invoke(response, 1));
    const { call, gate } = await startProcess(api.url);
    expect(await call(1)).toMatchObject({ exports: { mode: 'after-response' } });
    await expect.poll(() => gate.requests.length, WAIT).toBe(2);
    expect(api.asked()).toBe(1);
    gate.open();
    await expect.poll(() => api.asked(), WAIT).toBe(2);
  });

  it('reads an event that comes in pieces', async () => {
    const api = await startApi(accept, async (response, index) => {
      if (index > 0) return;
      const event = JSON.stringify({ eventType: 'INVOKE', requestId: '1', tracing: { value: 'a\r\nb' } });
      for (const piece of [event.slice(0, 9), event.slice(9, 30), event.slice(30)]) {
        response.write(piece);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      response.end();
    });
    const { call, gate } = await startProcess(api.url);
    gate.open();
    expect((await call(1)).exports).toEqual({ mode: 'after-response' });
    await expect.poll(() => api.asked(), WAIT).toBe(2);
    expect(gate.requests).toHaveLength(2);
  });

  it('waits for an exporter object, too', async () => {
    const api = await startApi(accept, (response, index) => index === 0 && invoke(response, 1));
    const { call, gate } = await startProcess(api.url, { OTEL_METRICS_EXPORTER: 'none', OWN_EXPORTER: 'network' });
    expect(await call(1)).toMatchObject({ exports: { mode: 'after-response' } });
    await expect.poll(() => gate.requests.map(({ path }) => path), WAIT).toEqual(['/own']);
    expect(api.asked()).toBe(1);
    gate.open();
    await expect.poll(() => api.asked(), WAIT).toBe(2);
  });

  it('may hear of an invocation after its answer', async () => {
    let waiting: ServerResponse | undefined;
    const api = await startApi(accept, (response) => {
      waiting = response;
    });
    const { call, gate } = await startProcess(api.url);
    gate.open();
    await call(1);
    await expect.poll(() => gate.requests.length, WAIT).toBe(2);
    expect(api.asked()).toBe(1);
    if (waiting) invoke(waiting, 1);
    await expect.poll(() => api.asked(), WAIT).toBe(2);
  });

  it('lets an invocation go that nobody runs, and exports before the answer should it come by after all', async () => {
    const api = await startApi(accept, (response, index) => index === 0 && invoke(response, 1));
    const { call, gate } = await startProcess(api.url);
    await expect.poll(() => api.asked(), WAIT).toBe(2);
    await waited(gate, call(1));
  });

  it.each([
    { name: 'an error', fail: (response: ServerResponse) => response.writeHead(500).end() },
    { name: 'a connection that breaks', fail: (response: ServerResponse) => response.destroy() },
    { name: 'garbage', fail: (response: ServerResponse) => response.end('garbage') },
    { name: 'an unknown event', fail: (response: ServerResponse) => response.end('{"eventType":"OTHER"}') },
  ])('asks again after $name: a function whose extension does not ask would hang', async ({ fail }) => {
    const api = await startApi(accept, (response, index) => {
      if (index < 4) fail(response);
      else if (index === 4) invoke(response, 1);
    });
    const { call, gate } = await startProcess(api.url);
    await expect.poll(() => api.asked(), WAIT).toBeGreaterThanOrEqual(5);
    gate.open();
    expect(await call(1)).toMatchObject({ answer: { charged: 1 } });
    await expect.poll(() => api.asked(), WAIT).toBeGreaterThanOrEqual(6);
  });

  it('is given up, with a word, when Lambda does not know it any more', async () => {
    const api = await startApi(accept, (response) => response.writeHead(403).end());
    const { call, gate, end } = await startProcess(api.url);
    await expect.poll(() => api.asked(), WAIT).toBe(1);
    expect((await waited(gate, call(1))).exports).toMatchObject({
      mode: 'before-response',
      why: expect.stringMatching(/does not know/),
    });
    expect(api.asked()).toBe(1);
    expect(await end()).toContain('does not know the extension any more');
  });
});

describe('nothing is registered', () => {
  const SAID = /xtension|before the answer/;
  const LOCAL = { OTEL_TRACES_EXPORTER: 'xray', OTEL_METRICS_EXPORTER: 'emf', OTEL_LOGS_EXPORTER: 'json' };

  it.each([
    { name: 'what is exported stays on the machine', env: LOCAL },
    {
      name: 'it goes to the console',
      env: { ...LOCAL, OTEL_TRACES_EXPORTER: 'console', OTEL_METRICS_EXPORTER: 'console' },
    },
    { name: 'an exporter object of ours writes lines', env: { ...LOCAL, OWN_EXPORTER: 'json' } },
  ])('where $name', async ({ env }) => {
    const api = await startApi(accept);
    const { call, end } = await startProcess(api.url, env);
    const { exports, text: explanation } = await call(1);
    expect(exports).toBeUndefined();
    expect(explanation).toContain('exports over the network: none');
    expect(api.connections).toBe(0);
    expect(await end()).not.toMatch(SAID);
  });

  it.each([
    { name: 'the answer is to wait', env: { POWERTOOLS_EXPORT_MODE: 'before-response' }, why: undefined },
    { name: 'invocations overlap', env: { AWS_LAMBDA_MAX_CONCURRENCY: '8' }, why: /Managed Instances/ },
    {
      name: 'the process was started by one that is registered',
      env: { LAMBDA_EXTENSION_OF_OTEL_POWERTOOLS: '7' },
      why: /not the process/,
    },
    { name: 'Lambda is imitated', env: { AWS_SAM_LOCAL: 'true' }, why: /imitation/ },
  ])('where $name, and exports go out before the answer without a word', async ({ env, why }) => {
    const api = await startApi(accept);
    const { call, gate, end } = await startProcess(api.url, env);
    const { exports } = await waited(gate, call(1));
    expect(exports?.mode).toBe('before-response');
    if (why) expect(exports?.why).toMatch(why);
    else expect(exports?.why).toBeUndefined();
    expect(api.connections).toBe(0);
    expect(await end()).not.toMatch(SAID);
  });

  it('where invocations overlap although a batch was asked for, which is said', async () => {
    const api = await startApi(accept);
    const env = { AWS_LAMBDA_MAX_CONCURRENCY: '8', POWERTOOLS_EXPORT_MODE: 'batch' };
    const { call, gate, end } = await startProcess(api.url, env);
    await waited(gate, call(1));
    expect(api.connections).toBe(0);
    expect((await end()).split('not as exportMode says: invocations overlap')).toHaveLength(2);
  });

  it('where there is no Runtime API', async () => {
    const { call, gate, end } = await startProcess(undefined);
    expect((await waited(gate, call(1))).exports).toEqual({ mode: 'before-response', why: 'this is not Lambda' });
    expect(await end()).not.toMatch(SAID);
  });
});
