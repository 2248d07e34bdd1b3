import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { readOptions } from '../../src/local/command/options.js';
import { DebuggerClient } from './support/debugger.js';
import { buildCommand, resultOf, start, temporaryFolder } from './support/runtime.js';

let bin = '';
beforeAll(async () => {
  bin = await buildCommand();
});

const TIMEOUT_MILLIS = 400;
const SOURCE = `interface Event { readonly n: number }

export const handler = async (event: Event): Promise<number> => {
  const doubled: number = event.n * 2;
  return doubled;
};

export const idle = async (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5000));
`;

const project = (): string => {
  const cwd = temporaryFolder();
  writeFileSync(path.join(cwd, 'double.ts'), SOURCE);
  return cwd;
};

describe('the option for a debugger', () => {
  it.each([
    [['--inspect', 'f.handler'], { port: 9229, waits: false }],
    [['--inspect=9300', 'f.handler'], { port: 9300, waits: false }],
    [['f.handler', '--inspect-brk'], { port: 9229, waits: true }],
    [['f.handler', '--inspect-brk=127.0.0.1:0'], { port: 0, waits: true }],
    [['f.handler'], undefined],
  ])('may have a port, as that of node: %j', (args, inspect) => {
    expect(readOptions('dev', args)).toMatchObject({ functions: ['f.handler'], inspect });
  });

  it('takes a port only', () => {
    expect(() => readOptions('dev', ['--inspect=0.0.0.0:9229'])).toThrow('--inspect 0.0.0.0:9229: not a whole number');
  });
});

/** The addresses that debuggers can attach to, as they are told. */
const addresses = () => {
  const notices: string[] = [];
  const found = () => notices.flatMap((notice) => notice.match(/ws:\S+/)?.[0] ?? []);
  return { notices, found, onNotice: (notice: string) => notices.push(notice) };
};

describe('a debugger', () => {
  it("stops at a line of the function's source, and no time-out passes meanwhile", async () => {
    const { found, onNotice } = addresses();
    const options = { cwd: project(), functions: ['double.handler'], timeoutMillis: TIMEOUT_MILLIS, onNotice };
    const lambda = await start(bin, { ...options, inspect: { port: 0, waits: false } });
    const client = await DebuggerClient.connect(found()[0] ?? '');
    await client.call('Runtime.enable');
    await client.call('Debugger.enable');
    await client.call('Debugger.setBreakpointByUrl', { urlRegex: 'double\\.ts$', lineNumber: 4 });
    const running = lambda.invoke('double', { n: 21 });
    const paused = await client.event('Debugger.paused');
    const [frame] = paused.callFrames as {
      callFrameId: string;
      functionName: string;
      location: { lineNumber: number };
    }[];
    expect(frame).toMatchObject({ functionName: 'handler', location: { lineNumber: 4 } });
    const { callFrameId } = frame ?? {};
    const evaluated = await client.call('Debugger.evaluateOnCallFrame', {
      callFrameId,
      expression: 'doubled + event.n',
    });
    expect(evaluated.result).toMatchObject({ value: 63 });
    // The time-out of the function is over, and somebody still looks at it.
    await sleep(2 * TIMEOUT_MILLIS);
    await client.call('Debugger.resume');
    const report = await running;
    expect(report).toMatchObject({ outcome: 'ok', failure: undefined, logs: [] });
    expect(report.durationMs).toBeGreaterThan(TIMEOUT_MILLIS);
    expect(resultOf(report)).toBe(42);
    client.close();
  });

  it('that has not attached leaves the time-out as it is', async () => {
    const options = { cwd: project(), functions: ['double.idle'], timeoutMillis: TIMEOUT_MILLIS };
    const lambda = await start(bin, { ...options, inspect: { port: 0, waits: false } });
    expect((await lambda.invoke('double', {})).outcome).toBe('timeout');
  });

  it('is waited for before the first line, where that is asked for', async () => {
    const { found, onNotice } = addresses();
    const starting = start(bin, {
      cwd: project(),
      functions: ['double.handler'],
      onNotice,
      inspect: { port: 0, waits: true },
    });
    await expect.poll(found, { timeout: 10_000 }).toHaveLength(1);
    const client = await DebuggerClient.connect(found()[0] ?? '');
    await client.call('Debugger.enable');
    await client.call('Runtime.runIfWaitingForDebugger');
    await client.event('Debugger.paused');
    await client.call('Debugger.resume');
    const lambda = await starting;
    expect(resultOf(await lambda.invoke('double', { n: 4 }))).toBe(8);
    client.close();
  });

  it('has a port for each process, which the next process in its place takes over', async () => {
    const { found, notices, onNotice } = addresses();
    const port = await freePorts();
    const options = {
      cwd: project(),
      functions: ['double.handler', 'double.idle'],
      onNotice,
      timeoutMillis: TIMEOUT_MILLIS,
    };
    const lambda = await start(bin, { ...options, inspect: { port, waits: false } });
    const ports = () => found().map((url) => Number(new URL(url).port));
    expect(ports().toSorted()).toEqual([port, port + 1]);
    await lambda.invoke('double-2', {});
    await lambda.invoke('double-2', {});
    expect(ports()).toHaveLength(3);
    expect(ports()[2]).toBe(ports()[notices.findIndex((notice) => notice.startsWith('double-2:'))]);
  });
});

/** The first of two ports that nothing listens on. */
async function freePorts(): Promise<number> {
  const { createServer } = await import('node:net');
  const server = createServer();
  const port = await new Promise<number>((resolve) =>
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    }),
  );
  await new Promise((resolve) => server.close(resolve));
  return port;
}
